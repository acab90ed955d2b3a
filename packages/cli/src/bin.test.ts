import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { writeConfig } from "./cli.test.support.js";

const bin = fileURLToPath(new URL("../bin/multibatch.js", import.meta.url));
const isBuilt = existsSync(fileURLToPath(new URL("../dist/main.js", import.meta.url)));
if (!isBuilt) console.warn("The command is not built (npm run build): its own tests are SKIPPED.");

/** Runs the built command as a process of its own. */
function start(argv: readonly string[], cwd: string) {
  const child = spawn(process.execPath, [bin, ...argv], { cwd });
  const output = { stdout: "", stderr: "" };
  child.stdout.on("data", (piece) => {
    output.stdout += piece;
  });
  child.stderr.on("data", (piece) => {
    output.stderr += piece;
  });
  const ended = new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) =>
    child.on("close", (code) => resolve({ code, ...output })),
  );
  /** Waits until the text shows up on stdout. */
  const printed = (text: string) =>
    new Promise<void>((resolve, reject) => {
      const look = () => output.stdout.includes(text) && resolve();
      child.stdout.on("data", look);
      child.on("close", () => reject(new Error(`"${text}" was never printed: ${output.stderr}`)));
      look();
    });
  return { child, ended, printed };
}

describe.skipIf(!isBuilt)("the built command", () => {
  test("trains, and ends by itself with 0", async () => {
    const config = await writeConfig();
    const { code, stdout } = await start(["train", config], dirname(config)).ended;
    expect(code).toBe(0);
    expect(stdout).toContain("Next:\n  multibatch eval");
  });

  test("wrong use is 2, an error is 1, help is 0", async () => {
    const folder = dirname(await writeConfig());
    const results = await Promise.all(
      [["trian"], ["train", "none.json"], ["train", "--help"]].map(
        (argv) => start(argv, folder).ended,
      ),
    );
    expect(results.map(({ code }) => code)).toEqual([2, 1, 0]);
    expect(results[0].stderr).toContain("Did you mean train?");
  });

  test.each(["SIGINT", "SIGTERM"] as const)("%s ends in a saved model and 130", async (signal) => {
    const config = await writeConfig({ target: { steps: 100_000, millisecondsPerStep: 5 } });
    const { child, ended, printed } = start(["train", config, "--json"], dirname(config));
    await printed('"step":3');
    child.kill(signal);
    const { code, stdout, stderr } = await ended;
    expect(stderr).toBe("");
    expect(code).toBe(130);
    const last = JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "") as { steps: number };
    expect(last).toMatchObject({ type: "result", interrupted: true });
    const card = join(dirname(config), "runs/faces/model/card.json");
    expect(JSON.parse(await readFile(card, "utf8"))).toMatchObject({
      training: { steps: last.steps },
    });
  });
});
