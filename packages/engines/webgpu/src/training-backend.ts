import { EngineError } from "@multibatch/core";
import { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import type { BackendValues } from "@tensorflow/tfjs-core";
import { adapterName } from "./adapter.js";
import type { OpenDevice } from "./device.js";

/**
 * tfjs-backend-webgpu that says what goes wrong. WebGPU reports errors aside and goes on without
 * doing what it was asked: a training run would continue on zeros.
 */
export class TrainingBackend extends WebGPUBackend {
  /** The first error that the device reported, or its loss. */
  private failure: EngineError | undefined;
  private closing = false;

  constructor({ device, adapter, info }: OpenDevice) {
    super(device, info);
    const name = adapterName(adapter);
    device.addEventListener("uncapturederror", (event) => {
      const { error } = event as GPUUncapturedErrorEvent;
      // Dawn would print it, and what follows from it.
      event.preventDefault();
      this.failure ??= new EngineError(
        `${name} failed: ${error.message.trim()} ${remedyFor(error)}`.trim(),
      );
    });
    void device.lost.then(({ message, reason }) => {
      if (this.closing) return;
      this.failure = new EngineError(
        `The graphics device was lost (${name}): ${message.trim() || reason || "no reason given"}`,
      );
    });
  }

  /**
   * Reads a tensor; this is also where errors of all that went before come out.
   *
   * @throws EngineError when the device reported an error or is lost
   */
  override async read(dataId: object): Promise<BackendValues> {
    this.demandHealth();
    try {
      const values = await super.read(dataId);
      this.demandHealth();
      return values;
    } catch (error) {
      if (this.closing) {
        throw new EngineError("The engine webgpu was stopped while a tensor was being read.");
      }
      // What a lost device answers to a read names no cause; the cause arrives beside it.
      await new Promise((resolve) => setImmediate(resolve));
      this.demandHealth();
      throw error;
    }
  }

  /** @throws EngineError unless the values are in this process still: Node cannot wait for a device */
  override readSync(dataId: object): BackendValues {
    const { values } = this.tensorMap.get(dataId);
    if (values === null || values === undefined) {
      throw new EngineError(
        "A tensor on WebGPU cannot be read synchronously: use await tensor.data() in place of dataSync() or arraySync().",
      );
    }
    return values;
  }

  /** Gives the device back with everything on it. */
  override dispose(): void {
    if (this.closing) return;
    this.closing = true;
    super.dispose();
    this.device.destroy();
  }

  private demandHealth(): void {
    if (this.failure) throw this.failure;
  }
}

function remedyFor(error: GPUError): string {
  const isFull = error.constructor.name === "GPUOutOfMemoryError";
  const isTooLarge = /max(imum)? (buffer|storage buffer binding) size/i.test(error.message);
  return isFull || isTooLarge
    ? "That is more than the card takes: set the trainer's microBatch, or take smaller batches."
    : "";
}
