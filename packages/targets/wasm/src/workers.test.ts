import { readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { Worker as Thread } from "node:worker_threads";
import { type ReferenceEmbeddings, writeTinyModelFolder } from "@multibatch/conformance";
import { type MadeFolder, makeFolder, makePng } from "@multibatch/images/testing";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadEmbedder } from "./index.js";
import { type BundledFile, bundle } from "./testing/bundle.test.support.js";
import { chromiumPath, launchChromium } from "./testing/chromium.js";
import { serve, type TestServer } from "./testing/serve.js";

/** Hands the package to the test, as the code below is moved into the page. */
const html = `<!doctype html>
<script type="module">
  import * as multibatch from "/index.js";
  globalThis.multibatch = multibatch;
</script>`;
interface Page {
  readonly multibatch: typeof import("./index.js");
}

const tfjsFiles = join(
  dirname(createRequire(import.meta.url).resolve("@tensorflow/tfjs-backend-wasm")),
  "../wasm-out",
);

let made: MadeFolder;
let folder: string;
let reference: ReferenceEmbeddings;
/** What this process computes: other places are to give the same bits. */
let expected: number[];
beforeAll(async () => {
  made = await makeFolder();
  folder = join(made.path, "model");
  reference = await writeTinyModelFolder(folder);
  const embedder = await loadEmbedder(folder);
  expected = [...(await embedder.embed(reference.pixels))];
  embedder.dispose();
});
afterAll(() => made.remove());

it("gives the same embeddings in worker_threads", async () => {
  for (const { name, code } of await bundle("node")) {
    await writeFile(
      join(made.path, name.replace(/\.js$/, ".mjs")),
      code.replaceAll('.js"', '.mjs"'),
    );
  }
  const program = `
    const { parentPort, workerData } = require("node:worker_threads");
    import(workerData.module).then(async ({ loadEmbedder }) => {
      const embedder = await loadEmbedder(workerData.folder);
      const embeddings = await embedder.embed(workerData.pixels);
      embedder.dispose();
      parentPort.postMessage({ engine: embedder.engine.name, embeddings }, [embeddings.buffer]);
    });`;
  const module = pathToFileURL(join(made.path, "index.mjs")).href;
  const worker = new Thread(program, {
    eval: true,
    workerData: { module, folder, pixels: reference.pixels },
    // Nothing of the test runner's: what users start their workers with.
    execArgv: [],
    env: { PATH: process.env.PATH },
  });
  const answer = await new Promise<{ engine: string; embeddings: Float32Array }>(
    (resolve, reject) => {
      worker.once("message", resolve);
      worker.once("error", reject);
    },
  );
  expect(answer.engine).toBe("own");
  expect([...answer.embeddings]).toEqual(expected);
  // It ends by itself: nothing of ours keeps it alive.
  expect(await new Promise((resolve) => worker.once("exit", resolve))).toBe(0);
});

describe.skipIf(!chromiumPath)("in Chromium", () => {
  let files: BundledFile[];
  let server: TestServer;
  let browser: Browser;
  beforeAll(async () => {
    files = await bundle("browser");
    const png = await makePng({ width: 24, height: 20, seed: 1 });
    server = await serve(async (path) => {
      if (path === "/index.html") return html;
      if (path === "/picture.png") return png;
      const name = path.slice(1);
      // Where stock tfjs looks for its own files: beside the page.
      if (name.endsWith(".wasm")) return readFile(join(tfjsFiles, name));
      if (name.startsWith("model/")) return readFile(join(made.path, name)).catch(() => undefined);
      return files.find((file) => file.name === name)?.code;
    });
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  it("gives the same embeddings on a page, to the last bit", async () => {
    const page = await browser.newPage();
    await page.goto(`${server.address}/index.html`);
    const answer = await page.evaluate(
      async (pixels) => {
        const { loadEmbedder } = (globalThis as unknown as Page).multibatch;
        const embedder = await loadEmbedder("model/");
        const embeddings = await embedder.embed(Uint8Array.from(pixels));
        const [first, second] = [embeddings.slice(0, 7), embeddings.slice(7, 14)];
        return {
          engine: embedder.engine,
          embeddings: [...embeddings],
          comparison: embedder.compare(first, second),
          file: (await embedder.embedFile("picture.png")).length,
          missing: await embedder.embedFile("none.png").catch((error: Error) => error.message),
          model: await loadEmbedder("none/").catch((error: Error) => error.message),
        };
      },
      [...reference.pixels],
    );
    expect(answer.engine).toMatchObject({ name: "own", simd: true });
    expect(answer.embeddings).toEqual(expected);
    expect(answer.comparison.threshold).toBe(1.25);
    expect(answer.file).toBe(7);
    expect(answer.missing).toMatch(/"none\.png" cannot be decoded: the server answers 404/);
    expect(answer.model).toMatch(/has no card\.json: the server answers 404/);
    await page.close();
  });

  it("runs on stock tfjs, too, and agrees", async () => {
    const page = await browser.newPage();
    await page.goto(`${server.address}/index.html`);
    const answer = await page.evaluate(
      async (pixels) => {
        const { loadEmbedder } = (globalThis as unknown as Page).multibatch;
        const embedder = await loadEmbedder("model/", { engine: "stock" });
        const embeddings = [...(await embedder.embed(Uint8Array.from(pixels)))];
        const { name } = embedder.engine;
        embedder.dispose();
        return { name, embeddings };
      },
      [...reference.pixels],
    );
    expect(answer.name).toBe("stock");
    answer.embeddings.forEach((x, i) => void expect(x).toBeCloseTo(expected[i], 5));
    await page.close();
  });

  it("gives the same embeddings in a Web Worker", async () => {
    const page = await browser.newPage();
    await page.goto(`${server.address}/index.html`);
    const embeddings = await page.evaluate(
      async (pixels) => {
        const program = `
        import { loadEmbedder } from "${location.origin}/index.js";
        onmessage = async ({ data }) => {
          const embedder = await loadEmbedder("${location.origin}/model");
          const embeddings = await embedder.embed(data);
          embedder.dispose();
          postMessage(embeddings, [embeddings.buffer]);
        };`;
        const address = URL.createObjectURL(new Blob([program], { type: "text/javascript" }));
        const worker = new Worker(address, { type: "module" });
        const answer = new Promise<Float32Array>((resolve, reject) => {
          worker.onmessage = ({ data }) => resolve(data);
          worker.onerror = ({ message }) => reject(new Error(message));
        });
        worker.postMessage(Uint8Array.from(pixels));
        const result = [...(await answer)];
        worker.terminate();
        return result;
      },
      [...reference.pixels],
    );
    expect(embeddings).toEqual(expected);
    await page.close();
  });
});
