import type { EngineSession } from "@multibatch/core";
import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe } from "vitest";
import webgpu from "../index.js";

/**
 * Tests that need an adapter, in hardware or in software: with the engine started, or skipped aloud.
 *
 * @param tests is given a function that tells the name of the tfjs backend, once it has started
 */
export async function describeOnDevice(
  name: string,
  tests: (backend: () => string) => void,
): Promise<void> {
  const engine = await webgpu().create();
  const availability = await engine.availability();
  if (!availability.available) {
    console.warn(
      `SKIPPED: ${name}. ${availability.reason} ${availability.remedy} Without a graphics card: npx jiti tools/software-vulkan/run.ts -- npm test`,
    );
  }
  describe.runIf(availability.available)(name, () => {
    let session: EngineSession;
    beforeAll(async () => {
      tf.enableProdMode();
      session = await engine.start();
    });
    afterAll(() => session.dispose());
    tests(() => session.backend);
  });
}
