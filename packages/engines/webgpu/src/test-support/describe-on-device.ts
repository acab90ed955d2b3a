import type { EngineSession } from "@multibatch/core";
import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, it } from "vitest";
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
  if (!(await isOnDevice(name))) return;
  describe(name, () => {
    let session: EngineSession;
    const start = async () => {
      session = await (await webgpu().create()).start();
    };
    beforeAll(async () => {
      tf.enableProdMode();
      await start();
    });
    afterAll(() => session.dispose());
    tests({
      backend: () => session.backend,
      restart: async () => {
        await session.dispose();
        await start();
      },
    });
  });
}

/** Whether there is an adapter; where there is none, tells what is skipped and why. */
export async function isOnDevice(name: string): Promise<boolean> {
  const availability = await (await webgpu().create()).availability();
  if (availability.available) return true;
  console.warn(
    `SKIPPED: ${name}. ${availability.reason} ${availability.remedy} Without a graphics card: npx jiti tools/software-vulkan/run.ts -- npm test`,
  );
  it.skip(`${name} (not available: ${availability.reason})`);
  return false;
}
