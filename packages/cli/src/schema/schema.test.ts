import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { definePlugin } from "@multibatch/core";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { fixturePlugin, runCli, temporaryFolder, writeConfig } from "../cli.test.support.js";
import { pluginSchema } from "./plugin-schema.js";

interface Entry {
  readonly properties: Record<string, { const?: string; default?: unknown; description?: string }>;
  readonly required: readonly string[];
}
interface Schema {
  readonly required: readonly string[];
  readonly properties: Record<string, unknown>;
  readonly $defs: Record<string, { anyOf: Entry[] }>;
}

/** A folder with a package that calls itself a plugin, one that does not, and a broken one. */
async function folderWithPackages(): Promise<string> {
  const folder = await temporaryFolder();
  const install = async (name: string, keywords: readonly string[], code: string) => {
    const place = join(folder, "node_modules", name);
    await mkdir(place, { recursive: true });
    const manifest = { name, version: "1.2.3", type: "module", main: "index.mjs", keywords };
    await writeFile(join(place, "package.json"), JSON.stringify(manifest));
    await writeFile(join(place, "index.mjs"), code);
  };
  const loss = JSON.stringify(fixturePlugin("loss.ts"));
  await install(
    "a-strangers-loss",
    ["multibatch-plugin"],
    `import { createRequire } from "node:module";
     const require = createRequire(${JSON.stringify(import.meta.url)});
     export default await require("jiti").createJiti(import.meta.url).import(${loss}, { default: true });`,
  );
  await install("a-library", [], "throw new Error('never loaded');");
  await install("a-broken-plugin", ["multibatch-plugin"], "throw new Error('out of order');");
  const dependencies = { "a-strangers-loss": "1", "a-library": "1", "not-installed": "1" };
  await writeFile(
    join(folder, "package.json"),
    JSON.stringify({ dependencies, devDependencies: { "a-broken-plugin": "1" } }),
  );
  return folder;
}

describe("multibatch schema", () => {
  test("knows installed plugins with their options, and warns of broken ones", async () => {
    const { code, stdout, stderr } = await runCli(["schema"], await folderWithPackages());
    expect(code).toBe(0);
    const schema = JSON.parse(stdout) as Schema;
    expect(schema.required).toEqual(["dataset", "sampler", "loss", "model", "target"]);
    expect(Object.keys(schema.properties)).toContain("$schema");
    const [known, file] = schema.$defs.loss.anyOf;
    expect(known.properties.use).toEqual({ const: "a-strangers-loss" });
    expect(known.properties.margin).toMatchObject({ default: 1, description: "how far apart" });
    expect(known.required).toEqual(["use"]);
    expect(file.properties.use).toMatchObject({ type: "string", pattern: "^\\.{1,2}/" });
    expect(schema.$defs.sampler.anyOf).toHaveLength(1);
    expect(stderr).toMatch(/^Warning: a-broken-plugin is left out: .*out of order\n$/);
  });

  test("with --config it knows that configuration's own files, and is written to a file", async () => {
    const config = await writeConfig();
    const folder = dirname(config);
    const argv = ["schema", "--config", config, "--output", "multibatch.schema.json"];
    const { code, stdout } = await runCli(argv, folder);
    expect(code).toBe(0);
    expect(stdout).toContain("Schema of 5 plugins written to multibatch.schema.json");
    const text = await readFile(join(folder, "multibatch.schema.json"), "utf8");
    const schema = JSON.parse(text) as Schema;
    expect(schema.$defs.dataset.anyOf[0].properties.use).toEqual({
      const: fixturePlugin("dataset.ts"),
    });
  });

  test("a configuration may begin with $schema", async () => {
    const config = await writeConfig({}, { $schema: "./multibatch.schema.json" });
    expect((await runCli(["train", config], dirname(config))).code).toBe(0);
  });
});

describe("pluginSchema", () => {
  const schemaOf = (options: z.ZodType) =>
    pluginSchema({
      use: "./x.ts",
      plugin: definePlugin({
        kind: "loss",
        name: "x",
        contract: 1,
        options,
        create: () => {
          throw new Error("not used");
        },
      }),
    });

  test("puts `use` into each alternative of a union", () => {
    const options = z.discriminatedUnion("kind", [
      z.strictObject({ kind: z.literal("a") }),
      z.strictObject({ kind: z.literal("b"), size: z.int() }),
    ]);
    const { oneOf, anyOf } = schemaOf(options) as { oneOf?: Entry[]; anyOf?: Entry[] };
    const alternatives = oneOf ?? anyOf ?? [];
    expect(alternatives.map(({ required }) => required)).toEqual([
      ["use", "kind"],
      ["use", "kind", "size"],
    ]);
    for (const { properties } of alternatives) expect(properties.use).toEqual({ const: "./x.ts" });
  });

  test("leaves recursive options open, since their references would break", () => {
    const tree: z.ZodType = z.lazy(() => z.strictObject({ left: tree.optional() }));
    expect(schemaOf(z.strictObject({ tree }))).toEqual({
      type: "object",
      properties: { use: { const: "./x.ts" } },
      required: ["use"],
    });
  });

  test("what JSON cannot say is let through", () => {
    const schema = schemaOf(z.strictObject({ when: z.date().optional() }));
    expect(schema).toMatchObject({ properties: { use: { const: "./x.ts" }, when: {} } });
  });
});
