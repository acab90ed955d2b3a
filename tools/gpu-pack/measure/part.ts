import { writeFileSync } from "node:fs";
import type { Measurement } from "../results/schema.js";
import { measureMachine } from "./parts/machine.js";
import { measureMemory } from "./parts/memory.js";
import { measureParity } from "./parts/parity.js";
import { measureProfile } from "./parts/profile.js";
import { measureSpeed } from "./parts/speed.js";
import { measureVariant } from "./parts/variant.js";
import type { PartSettings } from "./plan.js";

/**
 * Measures one part in this process.
 *
 * @param file where the measurement goes, as JSON: it is there whatever becomes of the process then
 */
export async function measurePart(settings: PartSettings, file: string): Promise<void> {
  writeFileSync(file, JSON.stringify(await measure(settings)));
}

function measure(settings: PartSettings): Promise<Measurement> {
  switch (settings.kind) {
    case "machine":
      return measureMachine();
    case "parity":
      return measureParity(settings);
    case "speed":
      return measureSpeed(settings);
    case "profile":
      return measureProfile(settings);
    case "variant":
      return measureVariant(settings);
    case "memory":
      return measureMemory(settings);
  }
}
