import { join } from "node:path";
import type { Dataset } from "@multibatch/core";
import { bench, describe } from "vitest";
import { findLfw } from "./find-lfw.test-helper.js";
import { lfw } from "./index.js";

/** Images of one reading. */
const images = 1024;
const data = findLfw();

/** Opens LFW with nothing decoded yet. */
const open = (height: number, channels: 1 | 3): Promise<Dataset> =>
  lfw({
    images: join(data!, "lfw_aligned112.tar"),
    protocolFiles: data!,
    judge: "view-1",
    height,
    width: height,
    channels,
  }).create();

for (const [height, channels] of [
  [112, 3],
  [64, 1],
] as const) {
  describe.skipIf(data === undefined)(
    `${images} images to ${height} × ${height} × ${channels}`,
    () => {
      const asked = Array.from({ length: images }, (_, image) => image);
      let fresh: Dataset;
      let warm: Dataset;
      bench("decoded", async () => void (await fresh.read(asked)), {
        iterations: 5,
        time: 0,
        warmupIterations: 1,
        setup: (task) => {
          task.opts.beforeEach = async () => {
            fresh = await open(height, channels);
          };
          task.opts.afterEach = () => fresh.close();
        },
      });
      bench("from memory", async () => void (await warm.read(asked)), {
        setup: async () => {
          warm = await open(height, channels);
          await warm.read(asked);
        },
        teardown: () => warm.close(),
      });
    },
  );
}
