import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EngineError } from "@multibatch/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { engineNames } from "../node-gpu-options.js";
import { chooseEngine, engineByName } from "./choose-engine.js";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "multibatch-"));
  await writeFile(
    join(folder, "abacus.js"),
    `const engine = (available) => ({
      contract: 1, name: "abacus", description: "beads", start: async () => { throw new Error(); },
      availability: async () => available
        ? { available, detail: "ten beads" }
        : { available, reason: "No beads.", remedy: "Thread some." },
    });
    const configure = (options, use) => ({ kind: "engine", use, options, create: async () => engine(options.beads > 0) });
    export default Object.assign(configure, { kind: "engine", contract: 1, pluginName: "abacus", configure });`,
  );
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("chooseEngine", () => {
  it("auto takes the first that runs, and says which it passed over and why", async () => {
    const { engine, reason } = await chooseEngine("auto", folder);
    const passed = engineNames.slice(0, engineNames.indexOf(engine.name as "onnx"));
    expect(engineNames).toContain(engine.name);
    expect(reason).toMatch(/^fastest that runs here/);
    for (const name of passed) expect(reason).toContain(`${name} (`);
  });

  it("auto passes over a software driver, which who names it gets", async () => {
    const availability = await (await engineByName("webgpu")).availability();
    if (!availability.available || availability.onlyByName === undefined) return;
    const { engine, reason } = await chooseEngine("auto", folder);
    expect(engine.name).not.toBe("webgpu");
    expect(reason).toContain(`webgpu (${availability.onlyByName})`);
    expect((await chooseEngine("webgpu", folder)).engine.name).toBe("webgpu");
  });

  it("takes an engine of the user's own, by its path", async () => {
    const { engine, reason } = await chooseEngine({ use: "./abacus.js", beads: 10 }, folder);
    expect(engine.name).toBe("abacus");
    expect(reason).toBe('asked for as "./abacus.js" (ten beads)');
  });

  it("refuses an engine that cannot run, with reason and remedy", async () => {
    const choice = chooseEngine({ use: "./abacus.js", beads: 0 }, folder);
    await expect(choice).rejects.toThrow(EngineError);
    await expect(choice).rejects.toThrow(/"abacus" cannot run here: No beads\. Thread some\./);
  });
});
