import { type Contender, type Timing, takeTurns } from "../../../bench/measure.js";
import type { MeasurementOf } from "../../results/schema.js";
import { describeNetwork } from "../describe-network.js";
import type { NetworkName } from "../networks.js";
import { PeerError, PytorchPeer } from "../pytorch-peer.js";
import { startWebgpu } from "../start-webgpu.js";
import { createWorkload, type Workload } from "../workload.js";

/** What is asked of this part. */
export interface SpeedSettings {
  readonly kind: "speed";
  readonly network: NetworkName;
  readonly batch: number;
  readonly turns: number;
  /** Of one turn of one contender. */
  readonly secondsOfTurn: number;
}

/** That turns of one contender take together, unless one turn takes longer. */
const mostSeconds = 20;

type Task = MeasurementOf<"speed">["tasks"][number];

/** Ways in which PyTorch computes; the first is the plain float32 that WebGPU computes in. */
const ways = [
  { name: "PyTorch float32", tf32: false, resident: false },
  { name: "PyTorch TF32", tf32: true, resident: false },
  { name: "PyTorch TF32, images on the card", tf32: true, resident: true },
] as const;

/** Training steps and forward passes on WebGPU and in PyTorch, in turns. */
export async function measureSpeed(settings: SpeedSettings): Promise<MeasurementOf<"speed">> {
  const session = await startWebgpu();
  const workload = await createWorkload(settings.network, settings.batch);
  const { height, width, channels } = workload.setup;
  const image = [height, width, channels];
  let { peer, reason } = await startPeer(workload, settings.network);
  const tasks: Task[] = [];
  for (const task of ["train", "forward"] as const) {
    try {
      tasks.push(await compare(task, workload, peer, settings));
    } catch (error) {
      if (!(error instanceof PeerError)) throw error;
      // Ours is measured all the same.
      peer = undefined;
      reason = error.message;
      tasks.push(await compare(task, workload, peer, settings));
    }
  }
  peer?.end();
  workload.dispose();
  await session.dispose();
  return {
    kind: "speed",
    network: workload.setup.title,
    image,
    multiplyAdds: workload.multiplyAdds,
    parameters: workload.parameters,
    batch: workload.batch,
    tasks,
    ...(reason === undefined ? {} : { withoutPytorch: reason }),
  };
}

async function startPeer(
  workload: Workload,
  name: NetworkName,
): Promise<{ peer?: PytorchPeer; reason?: string }> {
  const { setup, network, batch, parameters } = workload;
  try {
    const description = describeNetwork(network, name === "aligner-nin");
    const image = [setup.height, setup.width, setup.channels];
    const peer = await PytorchPeer.start({ ...description, image, batch }, parameters);
    return { peer };
  } catch (error) {
    return { reason: error instanceof Error ? error.message : String(error) };
  }
}

async function compare(
  task: "train" | "forward",
  workload: Workload,
  peer: PytorchPeer | undefined,
  { turns, secondsOfTurn }: SpeedSettings,
): Promise<Task> {
  const peers = peer
    ? ways.map(({ name, ...way }) => ({
        name,
        steps: (steps: number) => peer.run({ task, ...way, steps }),
      }))
    : [];
  const ours = {
    name: "webgpu",
    steps: async (steps: number) => {
      for (let step = 0; step < steps; step++) await workload[task]();
    },
  };
  const contenders: (Contender & { readonly steps: number })[] = [];
  for (const { name, steps } of [ours, ...peers]) {
    const count = await stepsThatTake(secondsOfTurn, steps);
    contenders.push({ name, steps: count, run: async () => void (await steps(count)) });
  }
  const timings = await takeTurns(contenders, { turns, secondsEach: mostSeconds });
  return summarise(
    task,
    workload,
    timings,
    contenders.map((contender) => contender.steps),
  );
}

/** How many steps fill a turn: after one that compiles, a second one is timed. */
async function stepsThatTake(seconds: number, run: (steps: number) => Promise<unknown>) {
  await run(1);
  const started = performance.now();
  await run(1);
  const each = (performance.now() - started) / 1000;
  return Math.max(1, Math.min(500, Math.round(seconds / each)));
}

function summarise(
  task: Task["task"],
  { batch, multiplyAdds }: Workload,
  timings: readonly Timing[],
  steps: readonly number[],
): Task {
  const contenders = timings.map(({ name, median, fastest, slowest, runs }, index) => {
    const rate = (milliseconds: number) => (1000 * batch * steps[index]) / milliseconds;
    return {
      name,
      imagesPerSecond: rate(median),
      slowest: rate(slowest),
      fastest: rate(fastest),
      turns: runs,
      stepsOfTurn: steps[index],
    };
  });
  const [webgpu, ...others] = contenders;
  const ratios = others.map(({ name, imagesPerSecond }) => {
    return [name, webgpu.imagesPerSecond / imagesPerSecond] as const;
  });
  const operations = 2 * multiplyAdds * (task === "train" ? 3 : 1);
  const teraflops = (operations * webgpu.imagesPerSecond) / 1e12;
  return { task, contenders, ratios: Object.fromEntries(ratios), teraflops };
}
