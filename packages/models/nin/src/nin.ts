import { StagedEmbedder } from "@multibatch/embedder-layers";
import { stageOf } from "./blocks.js";
import type { NinOptions } from "./nin-options.js";
import { presets } from "./presets.js";

/**
 * Network in network (Lin, Chen and Yan, 2013): blocks of a k×k convolution and a 1×1 convolution,
 * then one linear fully connected layer. Images `[n, h, w, c]` in, embeddings `[n, d]` out.
 */
export class NinModel extends StagedEmbedder {
  constructor(options: NinOptions) {
    const blocks = options.blocks ?? presets[options.preset];
    super(
      blocks.map((block, index) => stageOf(block, `block${index + 1}`)),
      options,
    );
  }
}
