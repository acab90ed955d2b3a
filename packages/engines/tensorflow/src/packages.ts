/** One of the two npm packages that bring TensorFlow to Node. */
export interface TensorflowPackage {
  /** Name of the engine. */
  readonly engine: "tensorflow-gpu" | "tensorflow";
  /** Name of the npm package. */
  readonly name: string;
  readonly device: "gpu" | "cpu";
  /** What it needs, in words. */
  readonly needs: string;
}

export const tensorflowPackages: Readonly<Record<"gpu" | "cpu", TensorflowPackage>> = {
  gpu: {
    engine: "tensorflow-gpu",
    name: "@tensorflow/tfjs-node-gpu",
    device: "gpu",
    needs:
      "Linux or Windows on x64, Node 22 or older, an NVIDIA GPU with its driver, CUDA 11.2 and cuDNN 8.1, and a network while it is installed",
  },
  cpu: {
    engine: "tensorflow",
    name: "@tensorflow/tfjs-node",
    device: "cpu",
    needs: "Node 22 or older, and a network while it is installed",
  },
};
