import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { omniglot } from "./index.js";

const data = fileURLToPath(new URL("../../../../../shared/data/omniglot", import.meta.url));
const missing = !existsSync(join(data, "images_background.zip"));
if (missing) console.warn(`SKIPPED: Omniglot itself, because it is not in ${data}.`);

describe.skipIf(missing)("Omniglot itself", () => {
  it("has 32,460 drawings of 1,623 characters of 50 alphabets, in disjoint parts", async () => {
    const dataset = await omniglot({
      background: join(data, "images_background.zip"),
      evaluation: join(data, "images_evaluation.zip"),
      height: 32,
      width: 32,
    }).create();
    expect(dataset.identities.length).toBe(32460);
    expect(dataset.identityNames.length).toBe(1623);
    expect(new Set(dataset.identityNames.map((name) => name.split("/")[0])).size).toBe(50);
    const { train, validation, test } = dataset.splits;
    expect([train.length, validation.length, test.length]).toEqual([964 * 12, 277 * 4, 382 * 4]);
    const { pixels, failed } = await dataset.read([0, 20000, 32459]);
    expect(failed).toEqual([]);
    // Black strokes on white.
    const light = pixels.filter((value) => value > 200).length / pixels.length;
    expect(light).toBeGreaterThan(0.7);
    expect(light).toBeLessThan(0.99);
    await dataset.close();
  });
});
