import { GraphWriter } from "./graph/graph-writer.js";
import { writeModel } from "./onnx/model-writer.js";
import { nativeTensor, Session } from "./session.js";

/** A number of channels that every block size divides. */
const channels = 64;

let known: { readonly size: number | undefined } | undefined;

/**
 * Channels in a block of the layout that ONNX Runtime's fastest convolutions want: 8 or 16, by the
 * width of the processor's vectors. None where ONNX Runtime has no such layout for the processor.
 */
export function blockSize(): number | undefined {
  known ??= { size: measure() };
  return known.size;
}

/** Puts numbered channels of two pixels into blocks and looks where channel 0 comes again. */
function measure(): number | undefined {
  const writer = new GraphWriter();
  const blocked = writer.blockedNode("ReorderInput", ["channels"]);
  writer.result(blocked, "blocks");
  const shape = [1, channels, 1, 2];
  const info = { type: "float32", shape } as const;
  const model = writeModel({
    nodes: writer.nodes,
    initializers: writer.initializers,
    inputs: [{ name: "channels", ...info }],
    outputs: [{ name: "blocks", ...info }],
  });
  let session: Session | undefined;
  try {
    session = new Session(model, { threads: 1, device: "cpu" });
    const numbers = Float32Array.from({ length: 2 * channels }, (_, i) => i >> 1);
    const feeds = { channels: nativeTensor("float32", numbers, shape) };
    const size = session.run(feeds, { blocks: null }).blocks.data.indexOf(0, 1);
    return size > 1 ? size : undefined;
  } catch {
    return undefined;
  } finally {
    session?.dispose();
  }
}
