import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { physicalCores } from "./physical-cores.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cores-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function describeProcessors(siblings: readonly string[]): void {
  siblings.forEach((list, processor) => {
    const topology = join(folder, `cpu${processor}`, "topology");
    mkdirSync(topology, { recursive: true });
    writeFileSync(join(topology, "thread_siblings_list"), `${list}\n`);
  });
}

describe("physicalCores", () => {
  it("counts the threads of one core once, and no more than the process may use", () => {
    describeProcessors(["0,2", "1,3", "0,2", "1,3"]);
    expect(physicalCores(folder)).toBe(Math.min(2, availableParallelism()));
    describeProcessors(Array.from({ length: 512 }, (_, i) => `${i}`));
    expect(physicalCores(folder)).toBe(availableParallelism());
  });

  it("counts processors where the system does not tell", () => {
    expect(physicalCores(join(folder, "missing"))).toBe(availableParallelism());
    expect(physicalCores(folder)).toBe(availableParallelism());
  });
});
