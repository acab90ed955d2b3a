import * as tf from "@tensorflow/tfjs-core";
import { backendName, OnnxBackend } from "./backend.js";

/** The backend as tfjs has it registered now; there is at most one. */
export function runningBackend(): OnnxBackend | undefined {
  const backend: unknown = tf.findBackendFactory(backendName) && tf.findBackend(backendName);
  return backend instanceof OnnxBackend ? backend : undefined;
}
