import { instructionsOf, type Measurement, millisecondsOf } from "./measure.js";

/** A table in Markdown. */
function table(rows: readonly (readonly (string | number)[])[]): string {
  const [head, ...body] = rows;
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map((_, i) => (i === 0 ? "---" : "---:"))), ...body.map(line)].join(
    "\n",
  );
}

/** Instructions and modelled milliseconds of whole networks. */
export function timeTable(measurements: ReadonlyMap<string, Measurement>): string {
  const [first] = measurements.values();
  const models = first.models.map(({ name }) => name);
  const rows = [...measurements].map(([name, measurement]) => {
    const times = millisecondsOf(measurement);
    const instructions = `${(instructionsOf(measurement) / 1e6).toFixed(2)} M`;
    return [name, instructions, ...models.map((model) => times.get(model)!.toFixed(2))];
  });
  return table([["network", "instructions", ...models], ...rows]);
}

/** Each region of one network, in the order of execution. */
export function layerTable({ models, regions }: Measurement): string {
  const rows = regions.map(({ name, instructions, cycles }) => [
    name,
    instructions,
    ...cycles.map((count) => Math.round(count)),
  ]);
  return table([["kernel", "instructions", ...models.map(({ name }) => name)], ...rows]);
}

/** Published cycles of one turn of each loop: see `programs/calibrate.c`. */
export const publishedCycles: Readonly<Record<string, number>> = {
  mb_multiply_add_q: 10,
  mb_multiply_add_d: 11,
  mb_multiply_and_add_q: 20,
  mb_first_level: 4,
  mb_second_level: 23,
};

/** Cycles of one turn of a loop, as the model with caches has it. */
export function modelledCycles({ models, regions }: Measurement, loop: string): number {
  const model = models.findIndex(({ name }) => name === "prefetch on, 1.0 GHz");
  return regions.find(({ name }) => name === loop)!.cycles[model] / 1000;
}

/** The loops that the model is held to. */
export function calibrationTable(measurement: Measurement): string {
  const rows = Object.entries(publishedCycles).map(([loop, cycles]) => [
    loop.replace("mb_", "").replaceAll("_", " "),
    cycles,
    modelledCycles(measurement, loop).toFixed(1),
  ]);
  return table([["loop", "cycles published", "cycles modelled"], ...rows]);
}
