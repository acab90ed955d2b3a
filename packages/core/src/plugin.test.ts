import { describe, expect, expectTypeOf, it } from "vitest";
import { z } from "zod";
import type { Sampler } from "./contracts/sampler.js";
import { type ConfigError, DataError, PluginError } from "./errors.js";
import { type ConfiguredPlugin, definePlugin } from "./plugin.js";

const sampler: Sampler = {
  contract: 1,
  batchSize: 4,
  start: () => ({ batchesPerEpoch: 1, next: () => failing(), state: () => null }),
  resume: () => failing(),
};
const failing = (): never => {
  throw new DataError("empty");
};

const example = definePlugin({
  kind: "sampler",
  name: "example",
  contract: 1,
  options: z.strictObject({
    identities: z.int().min(2).default(8),
    nested: z.strictObject({ mode: z.enum(["a", "b"]).default("a") }).prefault({}),
  }),
  create: () => sampler,
});

describe("definePlugin", () => {
  it("fills in defaults and creates", async () => {
    const configured = example({ identities: 3 });
    expectTypeOf(configured).toEqualTypeOf<ConfiguredPlugin<"sampler">>();
    expect(configured.options).toEqual({ identities: 3, nested: { mode: "a" } });
    expect(await configured.create()).toBe(sampler);
    expect(example().options).toEqual({ identities: 8, nested: { mode: "a" } });
  });

  it("refuses wrong options with path, value and expectation", () => {
    // @ts-expect-error: the compiler refuses it too
    expect(() => example({ identities: "many" })).toThrow(
      /Wrong options for example:\n {2}identities: .*expected number.*, received "many"/,
    );
    // @ts-expect-error: an unknown option
    expect(() => example({ identitys: 3 })).toThrow(
      /identitys: no such option, received 3; did you mean "identities"\?/,
    );
    // @ts-expect-error: an unknown option within an option
    expect(() => example({ nested: { mod: "a" } })).toThrow(/nested\.mod: .*did you mean "mode"/);
    const wrong = { nested: { mode: "c" } };
    expect(() => example.configure(wrong, "./mine.ts", "sampler")).toThrow(
      /Wrong options for \.\/mine\.ts:\n {2}sampler\.nested\.mode: .*"a"\|"b".*received "c"/,
    );
    try {
      example.configure(wrong, "./mine.ts", "sampler");
    } catch (error) {
      expect((error as ConfigError).path).toBe("sampler.nested.mode");
    }
  });

  it("says which plugin threw, but lets errors that are meant for people through", async () => {
    const throwing = (error: Error) =>
      definePlugin({
        kind: "sampler",
        name: "broken",
        contract: 1,
        options: z.strictObject({}),
        create: () => {
          throw error;
        },
      })().create();
    await expect(throwing(new TypeError("x is undefined"))).rejects.toThrow(PluginError);
    await expect(throwing(new TypeError("x is undefined"))).rejects.toThrow(
      'The sampler "broken" threw while it was created: x is undefined',
    );
    await expect(throwing(new DataError("no folder"))).rejects.toThrow(DataError);
  });
});
