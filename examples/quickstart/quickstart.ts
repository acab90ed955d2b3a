import { spawnSync } from "node:child_process";
import { existsSync, renameSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { checkAgreement } from "./check-agreement.js";

/** The main job: trains a face embedding on synthetic faces, judges it, and runs it. */
const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "..", "..");
const run = join(root, "runs", "quickstart");
const model = join(run, "model");
const config = join(here, "multibatch.config.ts");

const command = createRequire(import.meta.url)
  .resolve("@multibatch/cli/package.json")
  .replace("package.json", join("bin", "multibatch.js"));

function multibatch(...args: string[]): void {
  console.log(`\n$ npx multibatch ${args.map((arg) => relative(root, arg) || arg).join(" ")}`);
  const { status } = spawnSync(process.execPath, [command, ...args], {
    stdio: "inherit",
    cwd: root,
  });
  if (status !== 0) process.exit(status ?? 1);
}

if (existsSync(run)) {
  const kept = `${run}-before-${new Date().toISOString().replace(/[:.]/g, "-")}`;
  renameSync(run, kept);
  console.log(`The run that was there is kept in ${relative(root, kept)}.`);
}
multibatch("train", config, "--output", run);
multibatch("eval", model, "--config", config, "--output", run);
await checkAgreement(run);
console.log(
  `\nThe model:  ${relative(root, model)}\nThe report: ${relative(root, join(run, "report.html"))}`,
);
