import { arch, availableParallelism, cpus, freemem, platform, release, totalmem } from "node:os";

/** The machine, as far as Multibatch cares. */
export interface MachineFinding {
  readonly node: string;
  readonly nodeIsRecentEnough: boolean;
  readonly platform: string;
  readonly architecture: string;
  readonly processor: string;
  /** Cores that this process may use. */
  readonly cores: number;
  readonly memoryBytes: number;
  readonly freeMemoryBytes: number;
}

/** Oldest Node that Multibatch runs on: major and minor. */
export const oldestNode = [20, 19] as const;

/** Looks at the machine. */
export function examineMachine(nodeVersion = process.versions.node): MachineFinding {
  return {
    node: nodeVersion,
    nodeIsRecentEnough: isRecentEnough(nodeVersion),
    platform: `${platform()} ${release()}`,
    architecture: arch(),
    processor: cpus()[0]?.model.trim() || "unknown",
    cores: availableParallelism(),
    memoryBytes: usableMemory(),
    freeMemoryBytes: freemem(),
  };
}

function isRecentEnough(version: string): boolean {
  const [major, minor] = version.split(".").map(Number);
  return major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1]);
}

/** Bytes that this process may use: less than the machine has where a container limits it. */
function usableMemory(): number {
  // 0 or a huge number where there is no limit.
  const limit = process.constrainedMemory();
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}
