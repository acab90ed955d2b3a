import { type Detector, loadEmbedder, type WasmEmbedder } from "@multibatch/target-wasm";
import { jsfeatDetector } from "./jsfeat-detector.js";
import { PicturePanel, type Sample } from "./picture-panel.js";
import { showVerdict, showWaiting } from "./verdict.js";

const samples = (await (await fetch("samples/samples.json")).json()) as Sample[];
const crops: (Uint8Array | undefined)[] = [undefined, undefined];
let embedder: WasmEmbedder | undefined;
/** Loaded when a face is looked for. */
let detector: Promise<Detector> | undefined;
/** Comparisons that were asked for; an answer that is no longer the latest is not shown. */
let asked = 0;

const panels = ["first", "second"].map(
  (id, i) =>
    new PicturePanel(
      document.querySelector<HTMLElement>(`#${id}`)!,
      `${i === 0 ? "First" : "Second"} picture`,
      samples,
      (pixels) => {
        crops[i] = pixels;
        void compare();
      },
      () => (detector ??= jsfeatDetector()),
    ),
);

// Something to see at once: two pictures of one person.
void panels[0].show(samples[0].file, samples[0].description);
const other = samples[samples.length / 2];
void panels[1].show(other.file, other.description);

try {
  embedder = await loadEmbedder("model/");
  describe(embedder);
  for (const panel of panels) panel.connect(embedder);
  await compare();
} catch (error) {
  showWaiting(error instanceof Error ? error.message : String(error));
}

async function compare(): Promise<void> {
  const [first, second] = crops;
  if (!embedder) return;
  if (!first || !second) {
    showWaiting("Choose two pictures.");
    return;
  }
  const turn = ++asked;
  const embeddings = [await embedder.embed(first), await embedder.embed(second)];
  if (turn === asked) showVerdict(embedder.compare(embeddings[0], embeddings[1]));
}

function describe({ card, engine }: WasmEmbedder): void {
  const { height, width } = card.input.crop;
  const multiplyAdds = (card.cost.multiplyAdds / 1e6).toFixed(1);
  const how = engine.name === "own" ? "Multibatch's own WebAssembly kernels" : "tfjs";
  document.querySelector("#model")!.textContent =
    `Model “${card.name}”: ${height} × ${width} pixels, ${multiplyAdds} million multiply-adds, on ${how}. ` +
    `Threshold: ${card.threshold.operatingPoint}.`;
}
