import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type ModelCard, ModelFolderError } from "@multibatch/core";
import { importModule } from "@multibatch/core/node";
import { type Contender, type Entrant, timed } from "./contender.js";

/** What both packages of ONNX Runtime have in common, as far as it is used here. */
interface OnnxRuntime {
  readonly env: { readonly wasm?: { numThreads?: number } };
  readonly InferenceSession: {
    create(model: Uint8Array, options: object): Promise<Session>;
  };
  readonly Tensor: new (type: "float32", data: Float32Array, shape: readonly number[]) => unknown;
}

interface Session {
  run(inputs: Readonly<Record<string, unknown>>): Promise<Record<string, { data: Float32Array }>>;
  release(): Promise<void>;
}

/** `model.onnx` on a plain ONNX Runtime, as anybody would run it. */
export function onnxEntrant(
  packageName: "onnxruntime-node" | "onnxruntime-web",
  threads: number,
  {
    folder,
    card,
    cwd,
  }: { readonly folder: string; readonly card: ModelCard; readonly cwd: string },
): Entrant {
  return {
    name: packageName,
    enter: async () => {
      if (!card.onnx) {
        throw new ModelFolderError("the model has no model.onnx; train it on the onnx engine");
      }
      const onnx = (await importModule(packageName, cwd)) as unknown as OnnxRuntime;
      if (onnx.env.wasm) onnx.env.wasm.numThreads = threads;
      const model = await readFile(join(folder, "model.onnx"));
      const settings = {
        // By name: both packages add to one list of backends, and would find each other's.
        executionProviders: [packageName === "onnxruntime-web" ? "wasm" : "cpu"],
        intraOpNumThreads: threads,
        interOpNumThreads: 1,
      };
      const session = await onnx.InferenceSession.create(model, settings);
      return contender(packageName, threads, model.length, onnx, session, card);
    },
  };
}

function contender(
  name: string,
  threads: number,
  modelBytes: number,
  onnx: OnnxRuntime,
  session: Session,
  card: ModelCard,
): Contender {
  const { crop, normalisation } = card.input;
  const { inputName, outputName } = card.onnx!;
  return {
    name,
    threads,
    modelBytes,
    note: name === "onnxruntime-web" ? "SIMD" : "native",
    embed: (pixels, count) =>
      timed(async () => {
        const { scale, offset } = normalisation;
        // A plain loop: Float32Array.from would take as long as the network.
        const values = new Float32Array(pixels.length);
        for (let i = 0; i < pixels.length; i++) values[i] = pixels[i] * scale + offset;
        const shape = [count, crop.height, crop.width, crop.channels];
        const outputs = await session.run({
          [inputName]: new onnx.Tensor("float32", values, shape),
        });
        return outputs[outputName].data;
      }),
    dispose: () => session.release(),
  };
}
