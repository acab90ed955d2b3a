import { EngineError, type OnnxExport } from "@multibatch/core";
import * as tf from "@tensorflow/tfjs-core";
import type { OnnxBackend } from "./backend.js";
import { writeBatchLeaf } from "./graph/batch-leaf.js";
import { lowerNodes } from "./graph/compile.js";
import { GraphTensor } from "./graph/graph-tensor.js";
import { GraphWriter } from "./graph/graph-writer.js";
import { collectPending } from "./graph/pending-graph.js";
import { rewrite } from "./graph/rewrite.js";
import type { Value } from "./graph/value.js";
import { opset, writeModel } from "./onnx/model-writer.js";
import { runningBackend } from "./running-backend.js";
import { verifyExport } from "./verify-export.js";

/** A model as a function from images [n, h, w, c] to embeddings [n, d]. */
export type ExportedFunction = (images: tf.Tensor4D) => tf.Tensor;

const inputName = "images";
const outputName = "embeddings";

/**
 * Sizes that stand for the batch while a model is recorded. They are prime, so that a dimension
 * that they divide comes from the batch; if a weight has such a dimension, the next one serves.
 */
const standIns = [509, 521];

/**
 * Writes a model as a self-contained ONNX file: opset 21, standard operators only, weights inside,
 * a symbolic batch dimension "N". Input `images` float32 [N, h, w, c], output `embeddings`.
 * The file is run once and compared with the model before it is returned.
 *
 * The onnx backend must be the active one: from another engine, call `tf.setBackend("onnx")`
 * before and set the other back afterwards; tfjs moves the weights. Call a layers model through
 * `model.apply(images)`, since `predict` cuts a batch into pieces of 32.
 *
 * @param inputShape [h, w, c]
 * @throws EngineError where the model reads values, or needs a kernel without an ONNX form, or
 *   does not treat the images of a batch alike
 */
export function exportOnnx(
  model: ExportedFunction,
  inputShape: readonly [number, number, number],
): OnnxExport {
  const backend = runningBackend();
  if (!backend || tf.backend() !== (backend as unknown)) {
    throw new EngineError(
      'A model is exported while the onnx engine is the active one: call tf.setBackend("onnx") first.',
    );
  }
  let refusal: unknown;
  for (const standIn of standIns) {
    try {
      const bytes = writeFile(backend, model, inputShape, standIn);
      const file = { bytes, opset, inputName, outputName };
      verifyExport(file, model, inputShape);
      return file;
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      refusal = error;
    }
  }
  throw refusal;
}

function writeFile(
  backend: OnnxBackend,
  model: ExportedFunction,
  inputShape: readonly [number, number, number],
  standIn: number,
): Uint8Array {
  // Weights may be pending themselves.
  backend.flush();
  const shape = [standIn, ...inputShape];
  const images = backend.makePlaceholder({ shape, dtype: "float32" });
  return tf.tidy(() => {
    const input = tf.engine().makeTensorFromTensorInfo(images) as tf.Tensor4D;
    const output = backend.tensorValue(model(input));
    return write(backend, backend.tensorValue(images), output, standIn);
  }) as unknown as Uint8Array;
}

function write(backend: OnnxBackend, images: Value, output: Value, standIn: number): Uint8Array {
  const graph = collectPending([output], images);
  const writer = new GraphWriter({ batch: { standIn, input: inputName } });
  const tensors = new Map([[images, new GraphTensor(images.shape, "float32", inputName)]]);
  writer.begin("Weights");
  graph.leaves.forEach((leaf, index) => {
    backend.dataOf(leaf);
    const name = writer.dependsOnBatch(leaf.shape[0] ?? 0)
      ? writeBatchLeaf(writer, leaf)
      : writer.initializer(`weight${index}`, leaf.dtype, leaf.shape, leaf.data!);
    tensors.set(leaf, new GraphTensor(leaf.shape, leaf.dtype, name));
  });
  lowerNodes(writer, rewrite(graph), tensors);
  writer.begin("Result");
  writer.result(writer.plain(tensors.get(output)!), outputName);
  const symbolic = (shape: readonly number[]) =>
    shape.map((size) => (size === standIn ? "N" : size));
  return writeModel({
    nodes: writer.nodes,
    initializers: writer.initializers,
    inputs: [{ name: inputName, type: "float32", shape: symbolic(images.shape) }],
    outputs: [{ name: outputName, type: output.dtype, shape: symbolic(output.shape) }],
  });
}
