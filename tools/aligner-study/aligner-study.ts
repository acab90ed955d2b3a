import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { messageOf } from "@multibatch/core";
import { writeFileAtomic } from "@multibatch/core/node";
import type { Experiment } from "./experiment.js";
import { lfwExperiment } from "./lfw-experiment.js";
import { StudyProgress } from "./progress.js";
import { type ExperimentSummary, renderReport, summarise } from "./report.js";
import { runExperiment } from "./run-experiment.js";
import { help, parseStudyArguments, type StudyArguments } from "./study-arguments.js";
import { syntheticExperiment } from "./synthetic-experiment.js";

/** The study of learned alignment: `--help` says how it is called. */
async function main(): Promise<void> {
  const study = parseStudyArguments(process.argv.slice(2));
  if (study.help) return console.log(help);
  const stop = new AbortController();
  process.once("SIGINT", () => stop.abort());
  const summaries: ExperimentSummary[] = [];
  const sections: string[] = [];
  for (const experiment of experimentsOf(study)) {
    const results = await run(experiment, study, stop.signal);
    if (results.length === 0) continue;
    const summary = summarise(experiment, results);
    const titles = new Map(experiment.arms.map(({ name, title }) => [name, title]));
    summaries.push(summary);
    sections.push(renderReport(summary, titles));
  }
  const report = ["# Does learned alignment earn its multiply-adds?", ...sections].join("\n\n");
  await writeFileAtomic(resolve(study.output, "report.md"), `${report}\n`);
  const json = JSON.stringify(summaries, null, 2);
  await writeFileAtomic(resolve(study.output, "summary.json"), `${json}\n`);
  console.log(study.json ? json : report);
  if (stop.signal.aborted) process.exitCode = 130;
}

function experimentsOf({ experiments, arms, steps, threads, lfw }: StudyArguments): Experiment[] {
  const all = [
    syntheticExperiment({ ...syntheticTraining, ...(steps && { steps }), threads }),
    ...(existsSync(resolve(lfw, "lfw_center150.tar"))
      ? [lfwExperiment(resolve(lfw), { ...lfwTraining, ...(steps && { steps }), threads })]
      : []),
  ];
  const wanted = all
    .filter(({ name }) => experiments.includes(name))
    .map((experiment) => ({
      ...experiment,
      arms: experiment.arms.filter(({ name }) => arms?.includes(name) ?? true),
    }));
  if (wanted.length < experiments.length) {
    console.error(`SKIPPED: the experiment on LFW, because lfw_center150.tar is not in ${lfw}.`);
  }
  return wanted;
}

async function run(experiment: Experiment, study: StudyArguments, signal: AbortSignal) {
  const progress = new StudyProgress(process.stderr);
  const results = await runExperiment({
    experiment,
    seeds: study.seeds,
    folder: resolve(study.output, experiment.name),
    onRun: (arm, seed, done, total) =>
      progress.begin(`${experiment.name}, run ${done + 1} of ${total}: ${arm.name}, seed ${seed}`),
    emit: progress.show,
    signal,
  });
  progress.end();
  return results;
}

const syntheticTraining = {
  steps: 200,
  batch: { identities: 32, imagesPerIdentity: 4 },
  learningRate: 0.015,
  threshold: 5,
};
const lfwTraining = { ...syntheticTraining, steps: 200 };

main().catch((error: unknown) => {
  console.error(messageOf(error));
  process.exitCode = 1;
});
