import { cpus } from "node:os";
import { type Engine, type EngineSession, Random } from "@multibatch/core";
import { cpu } from "@multibatch/engine-cpu";
import { onnx } from "@multibatch/engine-onnx";
import { wasm } from "@multibatch/engine-wasm";
import { warpAffine } from "@multibatch/warp";
import {
  portableKernels,
  registerWarpKernels,
  type WarpKernels,
  warpKernelNames,
} from "@multibatch/warp/kernels";
import * as tf from "@tensorflow/tfjs-core";
import { type Contender, type Timing, takeTurns } from "./measure.js";

/*
 * The warp of colour images of 112 × 112 on each engine, by its own kernels beside those composed of
 * stock operations:
 *
 *     npx nx run-many -t build && npx jiti tools/bench/warp.bench.ts [images]
 */

const count = Number(process.argv[2] ?? 64);
const [height, width, channels] = [112, 112, 3];

console.log(`${cpus().length} × ${cpus()[0].model}, Node ${process.version}, ${count} images`);
for (const create of [() => onnx().create(), () => wasm().create(), () => cpu().create()]) {
  await measure(await create());
}

async function measure(engine: Engine): Promise<void> {
  const session = await engine.start();
  const own = ownKernels(session);
  const work = workOn(randomNumbers());
  console.log(`\n${engine.name}, ${session.threads} threads: milliseconds an image at the median`);
  for (const [what, run] of Object.entries(work)) {
    const contender = (name: string, kernels: WarpKernels): Contender => ({
      name,
      run: async () => {
        registerWarpKernels(session.backend, kernels);
        tf.tidy(() => void run().dataSync());
      },
    });
    print(
      what,
      await takeTurns([contender("own", own), contender("composed", portableKernels)], {
        turns: 9,
        secondsEach: 20,
      }),
    );
  }
  tf.disposeVariables();
  await session.dispose();
}

function ownKernels({ backend }: EngineSession): WarpKernels {
  return Object.fromEntries(
    warpKernelNames.map((name) => [name, tf.getKernel(name, backend).kernelFunc]),
  ) as unknown as WarpKernels;
}

function randomNumbers() {
  const random = new Random(1);
  const size = count * height * width * channels;
  const images = () =>
    tf.tensor4d(
      Float32Array.from({ length: size }, () => random.uniform(-1, 1)),
      [count, height, width, channels],
    );
  const near = (value: number) => value + random.uniform(-0.2, 0.2);
  const matrices = Array.from({ length: count }, () => [1, 0, 0, 0, 1, 0].map(near));
  return { images: images(), dy: images(), matrices: tf.tensor2d(matrices) };
}

/** What is timed; each returns one number, so that reading it costs nothing. */
function workOn({ images, dy, matrices }: ReturnType<typeof randomNumbers>) {
  const corner = (warped: tf.Tensor) => tf.slice(warped, [0, 0, 0, 0], [1, 1, 1, 1]);
  const withGradient = (warp: (x: tf.Tensor) => tf.Tensor, x: tf.Tensor) => {
    const { value, grad } = tf.valueAndGrad(warp)(x, dy);
    return tf.add(corner(value), tf.sum(grad));
  };
  return {
    forward: () => corner(warpAffine(images, matrices)),
    "forward and gradient for the matrices": () =>
      withGradient((m) => warpAffine(images, m as tf.Tensor2D), matrices),
    "forward and gradient for the pixels": () =>
      withGradient((x) => warpAffine(x as tf.Tensor4D, matrices), images),
  };
}

function print(what: string, [own, composed]: readonly Timing[]): void {
  const each = (timing: Timing) => (timing.median / count).toPrecision(3);
  const ratio = (composed.median / own.median).toFixed(1);
  console.log(`  ${what}: own ${each(own)}, composed ${each(composed)} (${ratio} × as long)`);
}
