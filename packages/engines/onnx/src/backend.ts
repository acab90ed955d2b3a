import { EngineError } from "@multibatch/core";
import * as tf from "@tensorflow/tfjs-core";
import { BufferPool } from "./buffer-pool.js";
import { Executor } from "./graph/executor.js";
import { Node } from "./graph/node.js";
import { SessionCache } from "./graph/session-cache.js";
import {
  type DataArray,
  type ElementType,
  newArray,
  sizeOf,
  type TensorMeta,
  Value,
} from "./graph/value.js";
import { constantKernel } from "./kernels/constant.js";
import type { Kernel } from "./kernels/kernel.js";
import type { OnnxEngineOptions } from "./onnx-options.js";
import { Residents } from "./residents.js";
import type { NativeTensor } from "./session.js";
import { Statistics } from "./statistics.js";

/** Name of the backend in tfjs. */
export const backendName = "onnx";

/** Recorded calls after which the backend computes even though nobody reads. */
const longestRecording = 20_000;

/** Bytes of disposed tensors to hold back for the next run. */
const mostReleased = 256 * 2 ** 20;

/** What a tfjs data id stands for. */
interface Entry {
  references: number;
  readonly content: Value | readonly Uint8Array[] | readonly string[];
}

/** Values up to this size are written as data; larger ones are filled by the graph. */
const smallFill = 1024;

/**
 * A lazy tfjs backend: kernels are recorded, and when a value is read, everything that is pending
 * and still held is computed by one run of one compiled ONNX graph.
 */
export class OnnxBackend extends tf.KernelBackend {
  readonly statistics = new Statistics();
  private readonly entries: tf.DataStorage<Entry>;
  /** Values that somebody holds and that are not computed yet, in order of recording. */
  private readonly pending = new Set<Value>();
  /** Arrays of disposed tensors that nodes recorded before the disposal may still read. */
  private readonly released: Value[] = [];
  private releasedBytes = 0;
  /** The same in a device's memory. */
  private readonly leaving: NativeTensor[] = [];
  private readonly residents = new Residents();
  private readonly pool = new BufferPool();
  private readonly cache: SessionCache;
  private readonly executor: Executor;
  /** Nodes recorded since the last run. */
  private recorded = 0;

  constructor(readonly settings: OnnxEngineOptions & { readonly threads: number }) {
    super();
    this.entries = new tf.DataStorage(this, tf.engine());
    this.cache = new SessionCache(
      settings.maxSessions,
      (message) => console.warn(message),
      (session) => this.residents.retire(session),
    );
    const { cache, pool, residents, statistics } = this;
    this.executor = new Executor(settings, cache, pool, residents, statistics);
  }

  // Recording

  /** Records a kernel call; nothing is computed. */
  record(kernel: Kernel, inputs: readonly (Value | undefined)[], attributes: unknown): Value[] {
    const outputs = kernel.infer(inputs as readonly TensorMeta[], attributes);
    if (outputs.every((output) => sizeOf(output.shape) === 0)) {
      return outputs.map((output) => dataValue(newArray(output.dtype, 0), output));
    }
    this.statistics.nodesRecorded++;
    if (++this.recorded > longestRecording) this.flush();
    return [...new Node(kernel, inputs, attributes, outputs).outputs];
  }

  /** Makes a tfjs tensor of a value. */
  makeTensor(value: Value): tf.TensorInfo {
    return { dataId: this.hold(value), shape: [...value.shape], dtype: value.dtype };
  }

  /** A tensor whose elements are all the same. */
  makeFilled(shape: readonly number[], value: number, dtype: ElementType): tf.TensorInfo {
    const size = sizeOf(shape);
    if (size > smallFill && (value === 0 || value === 1)) {
      return this.makeTensor(this.record(constantKernel, [], { shape, value, dtype })[0]);
    }
    return this.makeTensor(dataValue(newArray(dtype, size).fill(value), { shape, dtype }));
  }

  /** A tensor of numbers that nobody changes any more: they are not copied. */
  makeAdopted(values: Float32Array, shape: readonly number[]): tf.TensorInfo {
    const value = new Value(shape, "float32");
    value.data = values;
    return this.makeTensor(value);
  }

  /** A tensor without data, which stands for the input of a model that is being exported. */
  makePlaceholder(meta: TensorMeta): tf.TensorInfo {
    const info = this.makeTensor(new Value(meta.shape, meta.dtype));
    this.pending.delete(this.tensorValue(info));
    return info;
  }

  /** The value behind a tensor. @throws EngineError for a tensor of strings */
  tensorValue(info: tf.TensorInfo): Value {
    const { content } = this.entries.get(info.dataId);
    if (!(content instanceof Value)) {
      throw new EngineError("The onnx engine cannot compute with strings.");
    }
    return content;
  }

  private hold(value: Value): tf.DataId {
    const dataId = {};
    this.entries.set(dataId, { references: 1, content: value });
    value.holders++;
    if (!value.isKnown) this.pending.add(value);
    return dataId;
  }

  // Computing

  /** Computes everything that is pending and still held, in one run. @param read what is wanted here */
  flush(read?: Value): void {
    this.recorded = 0;
    const targets = [...this.pending];
    this.pending.clear();
    if (targets.length > 0) this.executor.compute(targets, read);
    // No recorded node is left that could read these.
    for (const { dtype, data } of this.released) this.pool.give(dtype, data!);
    this.forgetReleased();
    for (const tensor of this.leaving.splice(0)) this.residents.drop(tensor);
  }

  /** The elements of a value, computed and brought here if they must be. */
  dataOf(value: Value): DataArray {
    if (!value.isKnown) {
      this.pending.add(value);
      this.flush(value);
    }
    if (value.data === undefined) this.executor.fetch(value);
    return value.data!;
  }

  private forgetReleased(): void {
    this.released.length = 0;
    this.releasedBytes = 0;
  }

  override readSync(dataId: tf.DataId): tf.backend_util.BackendValues {
    const { content } = this.entries.get(dataId);
    if (!(content instanceof Value)) return content as tf.backend_util.BackendValues;
    const data = this.dataOf(content);
    // The caller has the array now, so it must stay as it is.
    content.recyclable = false;
    return data;
  }

  override async read(dataId: tf.DataId): Promise<tf.backend_util.BackendValues> {
    return this.readSync(dataId);
  }

  // Data ids

  /** Takes data in; it is copied, so that the caller may use the array again. */
  override write(
    values: tf.backend_util.BackendValues,
    shape: number[],
    dtype: tf.DataType,
  ): tf.DataId {
    const dataId = {};
    this.move(dataId, values, shape, dtype, 1);
    return dataId;
  }

  override move(
    dataId: tf.DataId,
    values: tf.backend_util.BackendValues,
    shape: number[],
    dtype: tf.DataType,
    references: number,
  ): void {
    if (dtype === "string") {
      this.entries.set(dataId, { references, content: values as Uint8Array[] });
      return;
    }
    if (dtype === "complex64") throw new EngineError("The onnx engine has no complex numbers.");
    const given = values as ArrayLike<number>;
    const data = this.pool.take(dtype, given.length) ?? newArray(dtype, given.length);
    data.set(given);
    const value = dataValue(data, { shape, dtype });
    value.holders = 1;
    this.entries.set(dataId, { references, content: value });
  }

  override incRef(dataId: tf.DataId): void {
    this.entries.get(dataId).references++;
  }

  override refCount(dataId: tf.DataId): number {
    return this.entries.has(dataId) ? this.entries.get(dataId).references : 0;
  }

  override disposeData(dataId: tf.DataId, force = false): boolean {
    if (!this.entries.has(dataId)) return true;
    const entry = this.entries.get(dataId);
    entry.references--;
    if (!force && entry.references > 0) return false;
    this.entries.delete(dataId);
    if (entry.content instanceof Value) this.release(entry.content);
    return true;
  }

  private release(value: Value): void {
    if (--value.holders > 0) return;
    this.pending.delete(value);
    const { data, resident } = value;
    if (resident && this.recorded > 0) this.leaving.push(resident);
    else if (resident) this.residents.drop(resident);
    if (data === undefined || !value.recyclable) return;
    if (this.recorded === 0) {
      this.pool.give(value.dtype, data);
    } else {
      // Rather allocate anew than hold much of what may not be wanted for long.
      if (this.releasedBytes > mostReleased) this.forgetReleased();
      this.released.push(value);
      this.releasedBytes += data.byteLength;
    }
  }

  override numDataIds(): number {
    return this.entries.numDataIds();
  }

  override dispose(): void {
    this.residents.clear();
    this.cache.clear();
    this.pool.clear();
    this.pending.clear();
    this.forgetReleased();
  }

  // What tfjs asks of every backend

  override memory(): { unreliable: boolean; reasons: string[] } {
    return {
      unreliable: true,
      reasons: ["ONNX Runtime keeps work space for each compiled graph, which is not counted."],
    };
  }

  override timerAvailable(): boolean {
    return true;
  }

  /** Wall time of a function and of everything that it left pending. */
  override async time(run: () => void): Promise<tf.TimingInfo> {
    const start = performance.now();
    run();
    this.flush();
    const kernelMs = performance.now() - start;
    return { kernelMs, wallMs: kernelMs };
  }

  override floatPrecision(): 16 | 32 {
    return 32;
  }

  override epsilon(): number {
    return 1e-7;
  }
}

/** A value that is known, in memory of the backend's own. */
function dataValue(data: DataArray, { shape, dtype }: TensorMeta): Value {
  const value = new Value(shape, dtype);
  value.data = data;
  // ONNX Runtime does not write bools into an array that it is given.
  value.recyclable = dtype !== "bool";
  return value;
}
