import type { MemorySettings } from "./parts/memory.js";
import type { ParitySettings } from "./parts/parity.js";
import type { ProfileSettings } from "./parts/profile.js";
import type { SpeedSettings } from "./parts/speed.js";
import type { VariantSettings } from "./parts/variant.js";

export type PartSettings =
  | { readonly kind: "machine" }
  | ParitySettings
  | SpeedSettings
  | ProfileSettings
  | VariantSettings
  | MemorySettings;

/** One part of a run: a process of its own. */
export interface PlannedPart {
  readonly name: string;
  /** What is tried in this order until one is measured: smaller batches, where memory says so. */
  readonly attempts: readonly PartSettings[];
  /** Seconds after which an attempt is ended, in a run of the usual minutes. */
  readonly patience: number;
  /** Variables of its process. */
  readonly environment?: Readonly<Record<string, string>>;
}

/**
 * The parts in the order of their worth: a run that is cut short has the first ones.
 *
 * @param quick tiny sizes, to see that everything works where a processor plays the graphics card
 */
export function makePlan(quick: boolean): PlannedPart[] {
  return [
    { name: "machine", attempts: [{ kind: "machine" }], patience: 60 },
    { name: "parity", attempts: [parity("small", 1e-3)], patience: 90 },
    // Aligners make more of roundings.
    { name: "parity with an aligner", attempts: [parity("aligner-small", 1e-4)], patience: 90 },
    ...(quick ? quickParts : fullParts),
  ];
}

const parity = (network: ParitySettings["network"], learningRate: number): ParitySettings => ({
  kind: "parity",
  network,
  batch: 16,
  steps: 20,
  learningRate,
});

const speed = (network: SpeedSettings["network"], batch: number): SpeedSettings => ({
  kind: "speed",
  network,
  batch,
  turns: 5,
  secondsOfTurn: 0.6,
});

const profile = (network: ProfileSettings["network"], batch: number): ProfileSettings => ({
  kind: "profile",
  network,
  batch,
  steps: 5,
});

const fullParts: readonly PlannedPart[] = [
  { name: "speed of aligner and nin", attempts: [speed("aligner-nin", 256)], patience: 110 },
  { name: "speed of nin", attempts: [speed("nin", 256)], patience: 90 },
  {
    name: "speed of vgg",
    attempts: [64, 32, 16].map((batch) => speed("vgg", batch)),
    patience: 120,
  },
  { name: "profile of aligner and nin", attempts: [profile("aligner-nin", 256)], patience: 60 },
  { name: "profile of nin", attempts: [profile("nin", 256)], patience: 60 },
  {
    name: "profile of vgg",
    attempts: [64, 32, 16].map((batch) => ({ ...profile("vgg", batch), steps: 3 })),
    patience: 90,
  },
  {
    name: "memory",
    attempts: [{ kind: "memory", network: "aligner-nin", batch: 256, steps: 200 }],
    patience: 90,
  },
  ...variants("nin", 256, 10),
];

const quickParts: readonly PlannedPart[] = [
  {
    name: "speed of aligner and nin",
    attempts: [{ ...speed("aligner-nin", 4), turns: 1, secondsOfTurn: 0 }],
    patience: 90,
  },
  {
    name: "speed of vgg tiny",
    attempts: [{ ...speed("vgg-tiny", 8), turns: 1, secondsOfTurn: 0 }],
    patience: 90,
  },
  {
    name: "profile of vgg tiny",
    attempts: [{ ...profile("vgg-tiny", 8), steps: 1 }],
    patience: 60,
  },
  {
    name: "memory",
    attempts: [{ kind: "memory", network: "small", batch: 8, steps: 24 }],
    patience: 60,
  },
  ...variants("small", 8, 2).filter((_, index) => index === 0 || index === 2),
];

/** What may make dispatches cheaper; each costs a process. */
function variants(
  network: VariantSettings["network"],
  batch: number,
  steps: number,
): PlannedPart[] {
  const submitEvery = (dispatches: number) => ({ WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE: dispatches });
  const skip = { GPU_PACK_ENABLE: "skip_validation" };
  const list: {
    variant: string;
    flags?: Record<string, number>;
    environment?: PlannedPart["environment"];
  }[] = [
    { variant: "as it is" },
    { variant: "submitted every 60 dispatches", flags: submitEvery(60) },
    {
      variant: "no validation, no bounds checks in shaders",
      environment: { GPU_PACK_ENABLE: "skip_validation,disable_robustness" },
    },
    { variant: "submitted every dispatch", flags: submitEvery(1) },
    { variant: "submitted every 1000 dispatches", flags: submitEvery(1000) },
    { variant: "no validation", environment: skip },
    {
      variant: "no bounds checks in shaders",
      environment: { GPU_PACK_ENABLE: "disable_robustness" },
    },
  ];
  return list.map(({ variant, flags, environment }) => ({
    name: `variant: ${variant}`,
    attempts: [{ kind: "variant", variant, network, batch, steps, flags }],
    patience: 45,
    environment,
  }));
}
