import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { describeOnDevice } from "./test-support/describe-on-device.js";

const program = fileURLToPath(new URL("../dist/test-support/end-process.js", import.meta.url));
const isBuilt = existsSync(program);
if (!isBuilt) console.warn("SKIPPED: how processes end. The package is not built: npm run build.");

/** Exit code and signal of a process that ends in this way. */
const ends = (way: string) =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, ["--expose-gc", program, way], { stdio: "ignore" });
    child.on("close", (code, signal) => resolve({ code, signal }));
  });

await describeOnDevice("a process that has computed on WebGPU ends as it would without", () => {
  it.runIf(isBuilt).each([
    ["at its end", { code: 0, signal: null }],
    ["at its end, disposed", { code: 0, signal: null }],
    ["at its end, work under way", { code: 0, signal: null }],
    ["at its end, the device lost", { code: 0, signal: null }],
    ["at its end, after garbage was collected", { code: 0, signal: null }],
    ["by process.exit", { code: 7, signal: null }],
    ["by process.exit, work under way", { code: 7, signal: null }],
    ["by an uncaught error", { code: 1, signal: null }],
    ["by an unhandled rejection", { code: 1, signal: null }],
    ["by a signal", { code: null, signal: "SIGINT" }],
    ["by a signal that is handled", { code: 130, signal: null }],
  ])("%s", async (way, expected) => {
    expect(await ends(way)).toEqual(expected);
  });
});
