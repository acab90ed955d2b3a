import type { Model } from "@multibatch/core";
import { nin } from "@multibatch/model-nin";
import { vgg } from "@multibatch/model-vgg";
import { warpAligner } from "@multibatch/model-warp-aligner";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { turnAligner } from "./turn-aligner.js";

/** A network that is measured, and the images that it is given. */
export interface NetworkCase {
  readonly title: string;
  readonly height: number;
  readonly width: number;
  readonly channels: 1 | 3;
  models(): Promise<Model[]>;
  /** Changes weights before the first step. */
  begin?(network: LayersModel): void;
}

const face = { height: 112, width: 112, channels: 3 } as const;
const thumbnail = { height: 32, width: 32, channels: 1 } as const;

const smallNin = () =>
  nin({
    dimensions: 32,
    blocks: [
      { kernel: 5, filters: 8, stride: 2, pool: true },
      { kernel: 3, filters: 16, stride: 1, pool: true },
    ],
  }).create();

/** The networks by their names in the plan. */
export const networks = {
  "aligner-nin": {
    title: "warp-aligner and nin, both standard: the 41 M network",
    ...face,
    models: async () => [await warpAligner().create(), await nin().create()],
  },
  nin: {
    title: "nin standard, without the aligner",
    ...face,
    models: async () => [await nin().create()],
  },
  vgg: {
    title: "vgg standard: the VGG-like variant",
    height: 224,
    width: 224,
    channels: 3,
    models: async () => [await vgg().create()],
  },
  "vgg-tiny": {
    title: "vgg tiny",
    ...thumbnail,
    models: async () => [await vgg({ preset: "tiny" }).create()],
  },
  small: { title: "a small nin", ...thumbnail, models: async () => [await smallNin()] },
  "aligner-small": {
    title: "a small warp-aligner, turned, and a small nin",
    ...thumbnail,
    models: async () => [await warpAligner({ preset: "small" }).create(), await smallNin()],
    begin: turnAligner,
  },
} satisfies Readonly<Record<string, NetworkCase>>;

export type NetworkName = keyof typeof networks;
