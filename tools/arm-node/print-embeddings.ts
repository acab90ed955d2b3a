import { imageSize } from "@multibatch/core";
import { loadEmbedder } from "@multibatch/target-wasm";

const [folder, count] = process.argv.slice(2);
const embedder = await loadEmbedder(folder, { engine: "own" });
const length = Number(count) * imageSize(embedder.card.input.crop);
// A pattern that no two neighbouring bytes share, the same everywhere.
const pixels = Uint8Array.from({ length }, (_, i) => (i * 2654435761) >>> 24);
const started = performance.now();
const embeddings = await embedder.embed(pixels);
const milliseconds = performance.now() - started;
const bits = Buffer.from(embeddings.buffer).toString("base64");
console.log(
  JSON.stringify({ architecture: process.arch, node: process.version, milliseconds, bits }),
);
