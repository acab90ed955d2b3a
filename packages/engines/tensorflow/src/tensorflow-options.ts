import { z } from "zod";

/** Options of engine-tensorflow. */
export const tensorflowOptionsSchema = z
  .strictObject({
    device: z
      .enum(["gpu", "cpu"])
      .default("gpu")
      .describe(
        "gpu: @tensorflow/tfjs-node-gpu, engine tensorflow-gpu; cpu: @tensorflow/tfjs-node, engine tensorflow",
      ),
  })
  .default({ device: "gpu" });

export type TensorflowOptions = z.output<typeof tensorflowOptionsSchema>;
