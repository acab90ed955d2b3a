import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Results, resultsSchema } from "../results/schema.js";
import { summarise, summaryLine } from "../results/summary.js";
import { type RunArguments, usualMinutes } from "./arguments.js";
import { explainDriver } from "./explain-driver.js";
import { makePlan } from "./plan.js";
import { runPart } from "./run-part.js";

/** What the pack says of itself, written when it was made. */
const identity = fileURLToPath(new URL("./pack.json", import.meta.url));

/**
 * Runs all parts one after the other and writes `results.json` and `results.md` behind each, so that a
 * run that is ended has what it had. Where WebGPU finds no card, `driver.log` has all that may say why.
 */
export async function run({ quick, output, minutes, only }: RunArguments): Promise<Results> {
  const scratch = mkdtempSync(join(tmpdir(), "gpu-pack-"));
  const command = [process.execPath, process.argv[1], "part"];
  const started = performance.now();
  const spent = () => (performance.now() - started) / 1000;
  const results: Results = {
    resultsVersion: 1,
    pack: resultsSchema.shape.pack.parse(JSON.parse(readFileSync(identity, "utf8"))),
    quick,
    command: `run.sh${quick ? " --quick" : ""}`,
    started: new Date().toISOString(),
    seconds: 0,
    parts: [],
  };
  mkdirSync(output, { recursive: true });
  try {
    for (const part of makePlan(quick).filter(({ name }) => name.includes(only))) {
      process.stdout.write(`${part.name} … `);
      const patience = (part.patience * minutes) / usualMinutes;
      const secondsLeft = minutes * 60 - spent();
      const result = await runPart({ ...part, patience }, { command, scratch }, secondsLeft);
      console.log(`${summaryLine(result)} [${result.seconds.toFixed(1)} s]`);
      results.parts.push(result);
      results.seconds = spent();
      writeFileSync(join(output, "results.json"), `${JSON.stringify(results, null, 1)}\n`);
      writeFileSync(join(output, "results.md"), summarise(results));
      if (part.name === "machine" && !result.measurement) {
        const again = [...command, JSON.stringify(part.attempts[0]), join(scratch, "again.json")];
        writeFileSync(join(output, "driver.log"), explainDriver(again));
      }
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  return results;
}
