import { readdirSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";

/**
 * Processor cores that this process may use: two threads of one core share its arithmetic, so more
 * threads than cores make a step no faster. Where the system does not tell cores and their threads
 * apart (all but Linux here), the number of processors.
 *
 * @param folder where Linux describes its processors
 */
export function physicalCores(folder = "/sys/devices/system/cpu"): number {
  const processors = availableParallelism();
  try {
    const siblings = readdirSync(folder)
      .filter((name) => /^cpu\d+$/.test(name))
      .map((name) => readFileSync(join(folder, name, "topology/thread_siblings_list"), "utf8"));
    const cores = new Set(siblings).size;
    return cores > 0 ? Math.min(processors, cores) : processors;
  } catch {
    return processors;
  }
}
