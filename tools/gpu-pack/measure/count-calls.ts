/** Calls of WebGPU that cost time each. */
export interface Calls {
  readonly dispatches: number;
  readonly passes: number;
  readonly submits: number;
  readonly bufferWrites: number;
  readonly buffersMade: number;
}

type Method = (...operands: unknown[]) => unknown;

/** Counts the calls that are made while something runs. */
export async function countCalls(device: GPUDevice, run: () => Promise<unknown>): Promise<Calls> {
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  pass.end();
  encoder.finish();
  const counts = { dispatches: 0, passes: 0, submits: 0, bufferWrites: 0, buffersMade: 0 };
  const restorers = [
    count(pass, "dispatchWorkgroups", () => counts.dispatches++),
    count(encoder, "beginComputePass", () => counts.passes++),
    count(device.queue, "submit", () => counts.submits++),
    count(device.queue, "writeBuffer", () => counts.bufferWrites++),
    count(device, "createBuffer", () => counts.buffersMade++),
  ];
  try {
    await run();
    return counts;
  } finally {
    for (const restore of restorers) restore();
  }
}

/** Puts a counter before a method of an object's class; @returns what takes it away */
function count(object: object, name: string, tick: () => void): () => void {
  const prototype = Object.getPrototypeOf(object) as Record<string, Method>;
  const method = prototype[name];
  prototype[name] = function (this: unknown, ...operands) {
    tick();
    return method.apply(this, operands);
  };
  return () => {
    prototype[name] = method;
  };
}
