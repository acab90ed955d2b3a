/**
 * Models how long exports take on a Cortex-A9: `jiti tools/cortex-a9/cortex-a9.ts`.
 *
 * `--xnnpack <folder>` measures Debian's XNNPACK beside them, `--layers` shows each layer, `--json`
 * prints all there is.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { exportDefaultPipeline } from "./default-pipeline.js";
import {
  buildCalibration,
  buildEmbedder,
  buildPlugin,
  type Measurement,
  measure,
} from "./measure.js";
import { calibrationTable, layerTable, timeTable } from "./tables.js";
import { missingTools } from "./tools.js";
import { hasXnnpack, measureXnnpack, xnnpackHint } from "./xnnpack.js";

const { values: flags } = parseArgs({
  options: {
    xnnpack: { type: "string" },
    layers: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
  },
});

const missing = missingTools();
if (missing.length > 0) {
  console.error(
    `Not installed: ${missing.join(", ")}. On Debian: apt-get install gcc gcc-arm-linux-gnueabihf qemu-user`,
  );
  process.exit(1);
}

const scratch = await mkdtemp(join(tmpdir(), "multibatch-cortex-a9-"));
try {
  const plugin = await buildPlugin(scratch);
  const exports = await exportDefaultPipeline(scratch);
  const measurements = new Map<string, Measurement>();
  for (const [name, face] of [
    ["default pipeline, float32", exports.float32],
    ["default pipeline, int16", exports.int16],
    ["embedder alone, float32", exports.embedder],
  ]) {
    measurements.set(name, await measure(await buildEmbedder(face, scratch), plugin, scratch));
  }
  if (flags.xnnpack !== undefined && hasXnnpack(flags.xnnpack)) {
    const xnnpack = await measureXnnpack(flags.xnnpack, plugin, scratch);
    measurements.set("embedder alone, XNNPACK float32", xnnpack);
  } else {
    console.error(`SKIPPED: XNNPACK. To see it, and then add --xnnpack xnnpack:\n${xnnpackHint}\n`);
  }
  const calibration = await measure(await buildCalibration(scratch), plugin, scratch);

  if (flags.json) {
    console.log(JSON.stringify({ ...Object.fromEntries(measurements), calibration }, null, 1));
  } else {
    console.log("Milliseconds an image, modelled, not measured on hardware:\n");
    console.log(timeTable(measurements));
    console.log("\nThe model against what was published:\n");
    console.log(calibrationTable(calibration));
    if (flags.layers) {
      for (const [name, measurement] of measurements) {
        console.log(`\n${name}:\n\n${layerTable(measurement)}`);
      }
    }
  }
} finally {
  await rm(scratch, { recursive: true, force: true });
}
