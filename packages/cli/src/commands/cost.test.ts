import { readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { describe, expect, test } from "vitest";
import { fixturePlugin, runCli, writeConfig } from "../cli.test.support.js";

const convolutional = fixturePlugin("convolutional-model.ts");

/** Counts the network of a configuration; without models, that of one convolutional fixture. */
async function count(models: readonly object[] | undefined, ...more: string[]) {
  const config = await writeConfig({ model: { use: convolutional } });
  if (models) {
    const content = JSON.parse(await readFile(config, "utf8")) as object;
    await writeFile(config, JSON.stringify({ ...content, model: models }));
  }
  return runCli(["cost", "--config", "faces.json", ...more], dirname(config));
}

describe("multibatch cost", () => {
  test("prints a line for each layer of the network, for images of the data set", async () => {
    const { code, stdout, stderr } = await count(undefined);
    expect(stderr).toBe("");
    expect(code).toBe(0);
    expect(stdout).toContain("Images of 8×8×1");
    const [convolution, dense] = [64 * 9 * 4, 64 * 4 * 3];
    expect(stdout).toMatch(
      new RegExp(
        `embedder-convolution +Conv2D +8×8×4 +${convolution.toLocaleString("en")} +${(2 * convolution).toLocaleString("en")} +40 +1,024 +3\\.2\n`,
      ),
    );
    expect(stdout).toContain(
      `${(convolution + dense).toLocaleString("en")} multiply-adds (MACs) = ${(2 * (convolution + dense)).toLocaleString("en")} floating-point operations`,
    );
  });

  test("--json, --input and --set", async () => {
    const { stdout } = await count(
      undefined,
      ...["--json", "--input", "6x10x3", "--set", "model.filters=2"],
    );
    const convolution = 60 * 9 * 3 * 2;
    expect(JSON.parse(stdout)).toMatchObject({
      input: { height: 6, width: 10, channels: 3 },
      multiplyAdds: convolution + 60 * 2 * 3,
      layers: [
        { name: "images", multiplyAdds: 0 },
        {
          name: "embedder-convolution",
          outputShape: [6, 10, 2],
          multiplyAdds: convolution,
          floatingPointOperations: 2 * convolution,
          parameters: 56,
          activationBytes: 480,
          trafficBytes: 4 * (180 + 120 + 56),
        },
        { name: "embedder-flatten" },
        { name: "embedder-embedding", multiplyAdds: 360, parameters: 363 },
      ],
      models: [{ use: convolutional }],
      uncounted: [],
    });
  });

  test("tells the share of each model", async () => {
    const models = [{ use: convolutional, dimensions: null }, { use: convolutional }];
    const { stdout } = await count(models, "--json");
    const { models: shares, multiplyAdds } = JSON.parse(stdout) as {
      models: { multiplyAdds: number }[];
      multiplyAdds: number;
    };
    expect(shares.map((share) => share.multiplyAdds)).toEqual([
      64 * 9 * 4,
      64 * 9 * 4 * 4 + 64 * 4 * 3,
    ]);
    expect(shares[0].multiplyAdds + shares[1].multiplyAdds).toBe(multiplyAdds);
    expect((await count(models)).stdout).toMatch(/2,304 multiply-adds, 40 parameters/);
  });

  test("names the models that do not fit, and a wrong size", async () => {
    const models = [{ use: convolutional }, { use: convolutional }];
    const { code, stderr } = await count(models);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /model\[1\] \(.*convolutional-model\.ts\) does not fit behind model\[0\] \(.*\), which delivers \[n, 3\]/,
    );
    const wrong = await count(undefined, "--input", "112");
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain("for example 112x112x3");
  });
});
