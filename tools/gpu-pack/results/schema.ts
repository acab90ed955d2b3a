import { z } from "zod";

const milliseconds = z.number().min(0);
const shape = z.array(z.int());

/** What the pack ran on. */
const machineSchema = z.strictObject({
  kind: z.literal("machine"),
  node: z.string(),
  system: z.string(),
  processor: z.string(),
  cores: z.int(),
  memoryGiB: z.number(),
  /** Name, driver, memory and clocks by nvidia-smi; null where there is none. */
  nvidiaSmi: z.string().nullable(),
  /** The adapter that WebGPU gave, as it describes itself. */
  adapter: z.record(z.string(), z.union([z.string(), z.boolean()])),
  /** Whether the processor pretends to be a graphics card: then no figure is a graphics card's. */
  software: z.boolean(),
  limits: z.record(z.string(), z.number()),
  features: z.array(z.string()),
  /** PyTorch beside it: version, CUDA, device; or why there is none. */
  pytorch: z.union([z.record(z.string(), z.string()), z.strictObject({ missing: z.string() })]),
});

/** Losses of the same steps on tfjs-cpu and on WebGPU. */
const paritySchema = z.strictObject({
  kind: z.literal("parity"),
  network: z.string(),
  batch: z.int(),
  steps: z.int(),
  losses: z.strictObject({ cpu: z.array(z.number()), webgpu: z.array(z.number()) }),
  largestDifference: z.number().min(0),
  /** As a share of the first loss: later ones may be 0. */
  largestRelativeDifference: z.number().min(0),
});

const contenderSchema = z.strictObject({
  name: z.string(),
  /** At the median of the turns. */
  imagesPerSecond: z.number().min(0),
  slowest: z.number().min(0),
  fastest: z.number().min(0),
  turns: z.int(),
  stepsOfTurn: z.int(),
});

const taskSchema = z.strictObject({
  task: z.enum(["train", "forward"]),
  contenders: z.array(contenderSchema),
  /** Images a second of WebGPU over each other contender's. */
  ratios: z.record(z.string(), z.number()),
  /** Of WebGPU, with 2 operations for a multiply-add and 3 passes for a training step. */
  teraflops: z.number(),
});

/** One network and step on WebGPU and in PyTorch, in turns. */
const speedSchema = z.strictObject({
  kind: z.literal("speed"),
  network: z.string(),
  image: shape,
  multiplyAdds: z.number(),
  parameters: z.int(),
  batch: z.int(),
  tasks: z.array(taskSchema),
  /** Why PyTorch took no part, if it did not. */
  withoutPytorch: z.string().optional(),
});

const callsSchema = z.strictObject({
  dispatches: z.number(),
  passes: z.number(),
  submits: z.number(),
  bufferWrites: z.number(),
  buffersMade: z.number(),
});

const kernelSchema = z.strictObject({
  kernel: z.string(),
  /** Shape of its first result; empty where kernels of several shapes are added. */
  output: shape,
  /** In a step. */
  calls: z.number(),
  /** On the card, in a step. */
  milliseconds,
  /** Of the time of all kernels. */
  share: z.number(),
});

/** Where the time of a training step goes. */
const profileSchema = z.strictObject({
  kind: z.literal("profile"),
  network: z.string(),
  batch: z.int(),
  /** By the clock, unprofiled, in the median. */
  stepMilliseconds: milliseconds,
  /** Of it, until everything was recorded and handed over: JavaScript and Dawn. */
  recordMilliseconds: milliseconds,
  /** Sum over the kernels by the card's own clock; null where it has none. */
  kernelMilliseconds: milliseconds.nullable(),
  /** Of the step's time, what no kernel accounts for: dispatch, upload, read. */
  shareOutsideKernels: z.number().nullable(),
  /** Of a step. */
  calls: callsSchema,
  byKernel: z.array(kernelSchema),
  slowest: z.array(kernelSchema),
});

/** What a dispatch costs, and what a step takes when Dawn or tfjs is told otherwise. */
const variantSchema = z.strictObject({
  kind: z.literal("variant"),
  variant: z.string(),
  network: z.string(),
  batch: z.int(),
  stepMilliseconds: milliseconds,
  recordMilliseconds: milliseconds,
  dispatches: z.number(),
  /** Of a chain of small kernels. */
  microsecondsPerDispatch: z.number(),
  /** Of uploading the images of a batch. */
  uploadMilliseconds: milliseconds,
});

const memorySampleSchema = z.strictObject({
  step: z.int(),
  residentMiB: z.number(),
  tensors: z.int(),
  /** What tfjs has allocated on the card. */
  onDeviceMiB: z.number(),
  /** What nvidia-smi says of the whole card; null where there is none. */
  cardMiB: z.number().nullable(),
});

/** Memory over many steps. */
const memorySchema = z.strictObject({
  kind: z.literal("memory"),
  network: z.string(),
  batch: z.int(),
  steps: z.int(),
  samples: z.array(memorySampleSchema),
  /** From the middle of the run to its end. */
  growth: z.strictObject({
    residentMiB: z.number(),
    tensors: z.int(),
    onDeviceMiB: z.number(),
    cardMiB: z.number().nullable(),
  }),
});

/** What one part measured. */
export const measurementSchema = z.discriminatedUnion("kind", [
  machineSchema,
  paritySchema,
  speedSchema,
  profileSchema,
  variantSchema,
  memorySchema,
]);
export type Measurement = z.output<typeof measurementSchema>;
export type MeasurementOf<K extends Measurement["kind"]> = Extract<Measurement, { kind: K }>;

const partSchema = z.strictObject({
  name: z.string(),
  seconds: z.number(),
  /** Null when it failed. */
  measurement: measurementSchema.nullable(),
  /** What went wrong, also on the way to a measurement: attempts with larger batches, a crash at the end. */
  remarks: z.array(z.string()),
});
export type PartResult = z.output<typeof partSchema>;

/** `results.json`: everything that one run of the pack measured. */
export const resultsSchema = z.strictObject({
  resultsVersion: z.literal(1),
  pack: z.strictObject({
    /** Commit of the repository that the pack was made of, with `+` where files differed from it. */
    commit: z.string(),
    made: z.string(),
    /** Versions of the packages that compute, by name. */
    versions: z.record(z.string(), z.string()),
  }),
  /** Whether sizes were tiny: then the run shows that everything works, and no speed. */
  quick: z.boolean(),
  command: z.string(),
  started: z.string(),
  seconds: z.number(),
  parts: z.array(partSchema),
});
export type Results = z.output<typeof resultsSchema>;
