import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { EventSink } from "@multibatch/core";
import { writeFileAtomic } from "@multibatch/core/node";
import { readSafetensors, writeSafetensors } from "@multibatch/formats";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { checkSignal } from "../run/interrupted.js";
import { measureSensitivities, type Sensitivities } from "./sensitivities.js";
import type { WeightDirections } from "./weight-directions.js";

/** Images whose pixels are in the engine at a time (our choice). */
const segmentImages = 512;
const batchSize = 128;

/** What sensitivities of many images are measured on. */
export interface SegmentWork {
  readonly network: LayersModel;
  readonly weights: WeightDirections;
  /** uint8 `[n, h, w, c]`. */
  readonly pixels: Uint8Array;
  readonly normalisation: { readonly scale: number; readonly offset: number };
  readonly directions: number;
  readonly relativeStep: number;
  /** Folder that finished segments are kept in, and taken from. */
  readonly folder: string;
  /** Name of the weights, for files and progress. */
  readonly name: string;
  readonly emit: EventSink;
  readonly signal?: AbortSignal;
}

/** Measures sensitivities segment by segment; each finished one is kept in a file. */
export async function measureInSegments(work: SegmentWork): Promise<Sensitivities> {
  const [, height, width, channels] = work.network.inputs[0].shape as number[];
  const size = height * width * channels;
  const images = work.pixels.length / size;
  const dimensions = work.network.outputs[0].shape[1] as number;
  const { directions, folder, name, emit } = work;
  const embeddings = new Float32Array(images * dimensions);
  const slopes = new Float32Array(images * directions * dimensions);
  const count = Math.ceil(images / segmentImages);
  const phase = `forward passes along random directions, ${name} weights`;
  let done = 0;
  await mkdir(folder, { recursive: true });
  emit({ type: "phase-start", phase, total: count * directions, unit: "directions" });
  for (let segment = 0; segment < count; segment++) {
    checkSignal(work.signal);
    const file = join(folder, `${name}-segment-${segment}.safetensors`);
    const start = segment * segmentImages;
    const here = Math.min(segmentImages, images - start);
    const found =
      (await readSegment(file)) ??
      (await measureSegment(work, start, here, size, file, () => {
        emit({ type: "phase-progress", phase, done: ++done });
      }));
    done = (segment + 1) * directions;
    embeddings.set(found.embeddings.subarray(0, here * dimensions), start * dimensions);
    slopes.set(
      found.slopes.subarray(0, here * directions * dimensions),
      start * directions * dimensions,
    );
  }
  emit({ type: "phase-end", phase });
  return { images, dimensions, directions, embeddings, slopes };
}

async function measureSegment(
  work: SegmentWork,
  start: number,
  count: number,
  size: number,
  file: string,
  onDirection: () => void,
): Promise<Pick<Sensitivities, "embeddings" | "slopes">> {
  // Filled up with black images, so that the engine sees batches of one size.
  const images = new Float32Array(Math.ceil(count / batchSize) * batchSize * size);
  const { scale, offset } = work.normalisation;
  for (let i = 0; i < count * size; i++) images[i] = work.pixels[start * size + i] * scale + offset;
  const { embeddings, slopes, dimensions, directions } = await measureSensitivities({
    ...work,
    images,
    batchSize,
    onDirection,
  });
  const rows = embeddings.length / dimensions;
  const content = writeSafetensors({
    embeddings: { dtype: "F32", shape: [rows, dimensions], data: embeddings },
    slopes: { dtype: "F32", shape: [rows, directions, dimensions], data: slopes },
  });
  await writeFileAtomic(file, content);
  return { embeddings, slopes };
}

async function readSegment(
  file: string,
): Promise<Pick<Sensitivities, "embeddings" | "slopes"> | undefined> {
  const bytes = await readFile(file).catch(() => undefined);
  if (!bytes) return undefined;
  const { tensors } = readSafetensors(bytes, file);
  return {
    embeddings: tensors.embeddings.data as Float32Array,
    slopes: tensors.slopes.data as Float32Array,
  };
}
