import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type EventOf, modelCardSchema } from "@multibatch/core";
import { combineRuns, type JudgedRun } from "./combine-runs.js";
import { recordsFolder } from "./records.js";

/*
 * Keeps what a run reached, for RESULTS.md. Several folders are the networks of one protocol:
 *
 *     jiti tools/results/record.ts runs/fiw --name fiw-view-2 --title "FIW to LFW" \
 *       --command "npx multibatch train …" --command "npx multibatch eval …"
 *
 * Each folder holds `model/card.json` and `evaluation.json` (or --evaluation, relative to it), and
 * `history.jsonl`, if the learning curve is to be kept.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    name: { type: "string" },
    title: { type: "string" },
    command: { type: "string", multiple: true },
    evaluation: { type: "string", default: "evaluation.json" },
    note: { type: "string" },
    machine: { type: "string", default: machineName() },
  },
});
const { name, title, command: commands } = values;
if (!name || !/^[a-z0-9-]+$/.test(name) || !title || !commands || positionals.length === 0) {
  console.error(
    "Give one or more run folders, --name (a-z, 0-9, -), --title, and --command for each command that makes the result.",
  );
  process.exit(2);
}
const readJson = (file: string): unknown => JSON.parse(readFileSync(file, "utf8"));
const runs = positionals.map((folder) => ({
  card: modelCardSchema.parse(readJson(join(folder, "model", "card.json"))),
  evaluation: readJson(join(folder, values.evaluation)) as JudgedRun["evaluation"],
  validations: validationsOf(join(folder, "history.jsonl")),
}));
const record = combineRuns(runs, { title, machine: values.machine, commands, note: values.note });
const file = join(recordsFolder, `${name}.json`);
writeFileSync(file, `${JSON.stringify(record, null, 2)}\n`);
console.log(`${file}: ${(100 * record.crossValidated.accuracy).toFixed(2)} %`);

/** The validations of a run's history, if it has one. */
function validationsOf(history: string): JudgedRun["validations"] {
  if (!existsSync(history)) return [];
  const lines = readFileSync(history, "utf8").split("\n").filter(Boolean);
  const events = lines.map((line) => JSON.parse(line) as EventOf<"step"> | EventOf<"validation">);
  return events.flatMap((event) => {
    if (event.type !== "validation") return [];
    const { accuracy, areaUnderCurve } = event.metrics;
    return { step: event.step, accuracy, areaUnderCurve };
  });
}

function machineName(): string {
  return `${availableParallelism()} cores of ${cpus()[0].model.trim()}`;
}
