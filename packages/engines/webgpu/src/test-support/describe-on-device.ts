import type { EngineSession } from "@multibatch/core";
import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe } from "vitest";
import webgpu from "../index.js";

/** The engine's session in the tests, once they run. */
export interface DeviceSession {
  /** Name of the tfjs backend. */
  backend(): string;
  /** Ends the session and starts another. */
  restart(): Promise<void>;
}

/** Tests that need an adapter, in hardware or in software: with the engine started, or skipped aloud. */
export async function describeOnDevice(
  name: string,
  tests: (session: DeviceSession) => void,
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
    tests({
      backend: () => session.backend,
      restart: async () => {
        await session.dispose();
        session = await engine.start();
      },
    });
  });
}
