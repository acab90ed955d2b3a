import { CheckpointError, type EventSink, type Json } from "@multibatch/core";
import { type NodeGpuOptions, nodeGpuSchema } from "../node-gpu-options.js";
import { learningRateShare } from "../optimiser/schedule.js";
import { changedValues, describeChanges } from "./changed-values.js";
import type { CheckpointState } from "./checkpoint.js";

/** What a checkpoint is to be continued with. */
export interface Continuation {
  /** The configuration, of which `target` is left to `options`. */
  readonly record: Json;
  readonly options: NodeGpuOptions;
  readonly emit: EventSink;
}

/** Options that say how to compute, not what comes out. */
const free = /^(engine|threads|logEvery|checkpointEvery|validation\.batchSize)\b/;
/** Options that change what comes out, but that there is good reason to change on the way. */
const told = /^(microBatch|validation\.every)\b/;

const otherRun = "Resume with the same configuration, or start a new run in another folder.";

/**
 * Decides whether a run may go on from a checkpoint. More steps extend it, and fewer shorten it where
 * they are not done yet, with the learning rate on its schedule over the new number; another engine or
 * number of threads is its own affair; any other change would make one run of two.
 *
 * @throws CheckpointError that names what differs, before and now, and the remedy
 */
export function checkResume(state: CheckpointState, { record, options, emit }: Continuation): void {
  demandSameParts(state.record, record);
  const before = optionsBefore(state);
  if (before === undefined) return;
  const changes = changedValues(plain(before), plain(options)).filter(
    ({ path }) => path !== "steps" && !free.test(path),
  );
  const refused = changes.filter(({ path }) => !told.test(path));
  if (refused.length > 0) {
    throw new CheckpointError(
      `The run was started with other options of the target: ${describeChanges(refused)}. ${otherRun}`,
    );
  }
  const notice = (message: string) => emit({ type: "notice", level: "info", message });
  if (changes.length > 0) {
    notice(
      `From step ${state.step + 1} on, the run goes on with other options: ${describeChanges(changes)}.`,
    );
  }
  if (before.steps !== options.steps) notice(moveEnd(state.step, before, options));
}

/** What another number of steps means. @throws CheckpointError when they are done already */
function moveEnd(done: number, before: NodeGpuOptions, options: NodeGpuOptions): string {
  const { steps } = options;
  if (steps < done) {
    throw new CheckpointError(
      `The run has done ${done} steps already, and steps is ${steps}. Set steps to ${done} or more to go on, or start a new run of ${steps} steps in another folder.`,
    );
  }
  const ends = `The run ends after ${steps} steps instead of ${before.steps}`;
  if (steps === done) return `${ends}: none is left to do.`;
  const rate = (total: number) => {
    const share = learningRateShare(done, total, options.schedule);
    return Number((options.optimiser.learningRate * share).toPrecision(3));
  };
  const was = done < before.steps ? `, where it would have been ${rate(before.steps)}` : "";
  return `${ends}. The learning rate goes on along its schedule over ${steps} steps: it is ${rate(steps)} at step ${done + 1}${was}.`;
}

function demandSameParts(before: Json, now: Json): void {
  const parts = ["dataset", "sampler", "loss", "model", "seed"];
  const of = (record: Json) => {
    const all = record as Readonly<Record<string, Json>>;
    return Object.fromEntries(parts.flatMap((part) => (part in all ? [[part, all[part]]] : [])));
  };
  const changes = changedValues(of(before), of(now));
  if (changes.length === 0) return;
  const differing = parts.filter((part) =>
    changes.some(({ path }) => path.match(/^\w+/)?.[0] === part),
  );
  throw new CheckpointError(
    `The run was started with another ${differing.join(" and ")}: ${describeChanges(changes)}. ${otherRun}`,
  );
}

/** The options that the checkpoint was written with, later ones at their defaults; undefined if unknown. */
function optionsBefore({ options, record }: CheckpointState): NodeGpuOptions | undefined {
  if (options !== undefined) return nodeGpuSchema.safeParse(options).data;
  const { target } = record as { readonly target?: { readonly use?: string } };
  if (target?.use === undefined) return undefined;
  const { use: _, ...recorded } = target;
  return nodeGpuSchema.safeParse(recorded).data;
}

function plain(options: NodeGpuOptions): Json {
  return JSON.parse(JSON.stringify(options)) as Json;
}
