import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compose } from "../compose.js";
import { recordOf } from "../config.js";
import { ConfigError, PluginError } from "../errors.js";
import { loadConfig } from "./load-config.js";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "multibatch config "));
  for (const kind of ["dataset", "sampler", "loss", "model", "target"]) {
    await save(`${kind}.ts`, plugin(kind));
  }
  await save("future.js", plugin("loss", 2).replace(": string", ""));
  await save("nothing.js", "export const x = 1;");
  await save("broken.js", "throw new Error('boom');");
  await save(
    "throwing.ts",
    plugin("loss").replace("return {", "throw new TypeError('no luck'); return {"),
  );
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const save = (name: string, text: string) => writeFile(join(folder, name), text);

/** A plugin without any import: contracts are structural. */
const plugin = (kind: string, contract = 1) => `
  const create = (options) => { return { contract: 1, role: "trainer", options, train: async () => ({}) }; };
  const configure = (options, use: string = "x") => ({ kind: "${kind}", use, options, create: async () => create(options) });
  export default Object.assign(configure, { kind: "${kind}", contract: ${contract}, pluginName: "x", configure });
`;
const whole = (changes: Record<string, unknown> = {}) => ({
  dataset: { use: "./dataset.ts", root: "here" },
  sampler: { use: "./sampler.ts" },
  loss: { use: "./loss.ts" },
  model: [{ use: "./model.ts" }],
  target: { use: "./target.ts" },
  ...changes,
});
const loadJson = async (value: unknown) => {
  await save("c.json", typeof value === "string" ? value : JSON.stringify(value));
  return loadConfig(join(folder, "c.json"));
};

describe("loadConfig", () => {
  it("reads JSON with plugins in TypeScript files, and composes them", async () => {
    const { config, directory } = await loadJson(whole({ seed: 5 }));
    expect(directory).toBe(folder);
    expect(config.seed).toBe(5);
    expect(recordOf(config)).toMatchObject({
      dataset: { use: "./dataset.ts", root: "here" },
      seed: 5,
    });
    const { pipeline, trainer } = await compose(config);
    expect(trainer.role).toBe("trainer");
    expect(pipeline.models).toHaveLength(1);
  });

  it.each(["ts", "mjs"])("reads a module (.%s) that calls factories", async (extension) => {
    await save(
      `c.${extension}`,
      `import loss from "./loss.ts"; export default ${JSON.stringify(whole({ loss: 0 })).replace('"loss":0', '"loss": loss({ weight: 2 })')};`.replace(
        extension === "mjs" ? 'import loss from "./loss.ts";' : "no change",
        "const loss = (options) => ({ kind: 'loss', use: 'x', options, create: async () => ({}) });",
      ),
    );
    const { config } = await loadConfig(join(folder, `c.${extension}`));
    expect(config.loss.options).toMatchObject({ weight: 2 });
  });

  it.each<[string, unknown, RegExp]>([
    ["malformed JSON", '{\n "dataset": }', /c\.json:2:13: malformed JSON: expected a value/],
    ["a missing part", { ...whole(), loss: undefined }, /the part "loss" is missing/],
    ["a mistyped part", whole({ smapler: 1 }), /no part "smapler"; did you mean "sampler"/],
    ["a wrong seed", whole({ seed: -1 }), /seed: expected an integer of 0…4294967295, received -1/],
    [
      "an entry without use",
      whole({ loss: { norm: "l2" } }),
      /loss: expected a loss such as .*received \{"norm":"l2"\}/,
    ],
    ["no models", whole({ model: [] }), /model: the list is empty/],
    ["a list", [], /a configuration is an object/],
  ])("refuses %s", async (_name, value, message) => {
    await expect(loadJson(value)).rejects.toThrow(message);
    await expect(loadJson(value)).rejects.toThrow(ConfigError);
  });

  it.each<[string, string, RegExp]>([
    [
      "a plugin of another kind",
      "./model.ts",
      /"\.\/model\.ts" is of kind model; a plugin of kind loss is wanted here/,
    ],
    ["a plugin of another contract", "./future.js", /written for contract 2; .* speaks contract 1/],
    ["a module without plugin", "./nothing.js", /exports no plugin/],
    ["a module that throws", "./broken.js", /could not be loaded: boom/],
    ["a file that is not there", "./absent.ts", /there is no file .*absent\.ts/],
    [
      "a package that is not installed",
      "@multibatch/absent",
      /not installed. Run: npm install @multibatch\/absent/,
    ],
  ])("refuses %s", async (_name, use, message) => {
    await expect(loadJson(whole({ loss: { use } }))).rejects.toThrow(message);
    await expect(loadJson(whole({ loss: { use } }))).rejects.toThrow(PluginError);
  });

  it("refuses a file that is not there, and a module without default export", async () => {
    await expect(loadConfig(join(folder, "absent.json"))).rejects.toThrow(
      /absent\.json could not be read/,
    );
    await expect(loadConfig(join(folder, "absent.ts"))).rejects.toThrow(ConfigError);
    await expect(loadConfig(join(folder, "nothing.js"))).rejects.toThrow(/has no default export/);
  });
});
