import { StagedEmbedder } from "@multibatch/embedder-layers";
import { stageOf } from "./blocks.js";
import { presets } from "./presets.js";
import type { VggOptions } from "./vgg-options.js";

/**
 * The convolutions of VGG (Simonyan and Zisserman, 2014), then one linear fully connected layer in
 * place of its three. Images `[n, h, w, c]` in, embeddings `[n, d]` out.
 */
export class VggModel extends StagedEmbedder {
  constructor(options: VggOptions) {
    const blocks = options.blocks ?? presets[options.preset];
    super(
      blocks.map((block, index) => stageOf(block, `block${index + 1}`)),
      options,
    );
  }
}
