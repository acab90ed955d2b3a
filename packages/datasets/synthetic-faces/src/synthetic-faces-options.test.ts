import { describe, expect, it } from "vitest";
import { z } from "zod";
import { syntheticFaces } from "./index.js";
import { syntheticFacesOptionsSchema } from "./synthetic-faces-options.js";

describe("options of synthetic faces", () => {
  it("all have defaults", () => {
    expect(syntheticFacesOptionsSchema.parse({})).toMatchObject({
      identities: { train: 800, validation: 100, test: 200 },
      imagesPerIdentity: 8,
      seed: 1,
      verification: { folds: 10, pairsPerKind: { validation: 60, test: 300 } },
      cacheMegabytes: 256,
    });
  });

  it("keep the other defaults of a group where one is given", () => {
    const parsed = syntheticFacesOptionsSchema.parse({ nuisance: { yaw: 0 } });
    const standard = syntheticFacesOptionsSchema.parse({});
    expect(parsed.nuisance).toEqual({ ...standard.nuisance, yaw: 0 });
  });

  it("are all described, for editors", () => {
    const undescribed = (schema: unknown, path: string): string[] => {
      const { properties = {}, description } = schema as z.core.JSONSchema.JSONSchema;
      const inner = Object.entries(properties).flatMap(([key, value]) =>
        undescribed(value, `${path}.${key}`),
      );
      return description || path === "" ? inner : [path, ...inner];
    };
    const schema = z.toJSONSchema(syntheticFacesOptionsSchema, { io: "input" });
    expect(undescribed(schema, "")).toEqual([]);
  });

  it.each([
    [{ identities: { train: 0 } }, "identities.train"],
    [{ identities: { test: -1 } }, "identities.test"],
    [{ identities: { test: 19 } }, "identities.test"],
    [{ identities: { validation: 3 }, verification: { folds: 2 } }, "identities.validation"],
    [{ identities: { tests: 20 } }, "identities.tests"],
    [{ imagesPerIdentity: 1 }, "imagesPerIdentity"],
    [{ height: 4 }, "height"],
    [{ width: 64.5 }, "width"],
    [{ channels: 2 }, "channels"],
    [{ seed: -1 }, "seed"],
    [{ seed: 1.5 }, "seed"],
    [{ nuisance: { rotation: 181 } }, "nuisance.rotation"],
    [{ nuisance: { scale: 0.6 } }, "nuisance.scale"],
    [{ nuisance: { shift: -0.1 } }, "nuisance.shift"],
    [{ nuisance: { yaw: 36 } }, "nuisance.yaw"],
    [{ nuisance: { pitch: 26 } }, "nuisance.pitch"],
    [{ nuisance: { expression: 2 } }, "nuisance.expression"],
    [{ nuisance: { light: "dim" } }, "nuisance.light"],
    [{ nuisance: { background: -1 } }, "nuisance.background"],
    [{ nuisance: { blur: 1 } }, "nuisance.blur"],
    [{ nuisance: { noise: 1 } }, "nuisance.noise"],
    [{ nuisance: { glasses: 1.1 } }, "nuisance.glasses"],
    [{ nuisance: { occlusion: 50 } }, "nuisance.occlusion"],
    [{ verification: { folds: 0 } }, "verification.folds"],
    [{ verification: { pairsPerKind: { test: 0 } } }, "verification.pairsPerKind.test"],
    [{ verification: { pairsPerKind: { validation: 0 } } }, "verification.pairsPerKind.validation"],
    [{ prerender: 1 }, "prerender"],
    [{ cacheMegabytes: -1 }, "cacheMegabytes"],
    [{ cache: 1 }, "cache"],
  ])("refuse %j by the path of what is wrong", (options, path) => {
    expect(() => syntheticFaces.configure(options)).toThrow(
      expect.objectContaining({ name: "ConfigError", path }),
    );
  });
});
