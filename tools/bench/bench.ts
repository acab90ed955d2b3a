import { cpus } from "node:os";
import { costOf, type Engine } from "@multibatch/core";
import { cpu } from "@multibatch/engine-cpu";
import { onnx } from "@multibatch/engine-onnx";
import { wasm } from "@multibatch/engine-wasm";
import { buildNetwork } from "@multibatch/target-node-gpu";
import { type Timing, takeTurns } from "./measure.js";
import { type Case, createWorkload, modelsOf, type Workload } from "./workload.js";

/**
 * Training and forward speed of the engines, side by side in one process: the same network, the same
 * batch, in turns. `npm run bench`; `npm run bench -- tiny` runs the cases whose name has the word.
 */
interface Comparison extends Case {
  readonly name: string;
  readonly engines: readonly (() => Promise<Engine>)[];
}

const all = [() => onnx().create(), () => wasm().create(), () => cpu().create()];
const fast = all.slice(0, 2);
const large = { height: 112, width: 112, channels: 3 } as const;

const comparisons: readonly Comparison[] = [
  {
    name: "tiny, batch 32",
    preset: "tiny",
    height: 64,
    width: 64,
    channels: 1,
    batch: 32,
    engines: all,
  },
  {
    name: "tiny, batch 256",
    preset: "tiny",
    height: 64,
    width: 64,
    channels: 1,
    batch: 256,
    engines: fast,
  },
  { name: "standard, batch 32", preset: "standard", ...large, batch: 32, engines: fast },
  { name: "standard, batch 256", preset: "standard", ...large, batch: 256, engines: fast },
  {
    name: "aligned, batch 256",
    preset: "standard",
    ...large,
    aligner: true,
    batch: 256,
    engines: fast,
  },
];

const wanted = process.argv[2] ?? "";
console.log(`${cpus().length} × ${cpus()[0].model}, Node ${process.version}`);
for (const comparison of comparisons.filter(({ name }) => name.includes(wanted))) {
  await compare(comparison);
}

async function compare({ name, engines, ...setup }: Comparison): Promise<void> {
  const workloads: Workload[] = [];
  for (const create of engines) workloads.push(await createWorkload(await create(), setup));
  const network = buildNetwork(await modelsOf(setup), setup, 1);
  const { multiplyAdds } = costOf(network);
  network.dispose();
  console.log(
    `\n${name}: ${setup.height}×${setup.width}×${setup.channels}, ${(multiplyAdds / 1e6).toFixed(1)} M multiply-adds (${(multiplyAdds / 5e5).toFixed(1)} MFLOP) forward`,
  );
  const label = (workload: (typeof workloads)[number]) =>
    `${workload.engine} (${workload.threads} threads)`;
  const training = await takeTurns(
    workloads.map((workload) => ({ name: label(workload), run: workload.train })),
  );
  print("training step, all pairs", training, setup.batch);
  const forward = await takeTurns(
    workloads.map((workload) => ({ name: label(workload), run: workload.forward })),
  );
  print("forward pass", forward, setup.batch);
  for (const workload of workloads.reverse()) await workload.dispose();
}

function print(what: string, timings: readonly Timing[], batch: number): void {
  console.log(
    `  ${what}: images a second at the median (slowest – fastest; turns), and the ratio by the clock and by processor time`,
  );
  const [first] = timings;
  for (const { name, median, processor, fastest, slowest, runs } of timings) {
    const rate = (milliseconds: number) =>
      ((1000 * batch) / milliseconds).toLocaleString("en", { maximumSignificantDigits: 3 });
    const ratio = (median / first.median).toPrecision(3);
    const work = (processor / first.processor).toPrecision(3);
    console.log(
      `    ${name.padEnd(20)} ${rate(median).padStart(8)} (${rate(slowest)} – ${rate(fastest)}; ${runs})  ${first.name.split(" ")[0]} is ${ratio} × and ${work} ×`,
    );
  }
}
