import type { ImageFailure } from "./contracts/dataset.js";

/** What long work tells of its progress. Every event is a plain JSON value. */
export type ProgressEvent =
  | {
      readonly type: "phase-start";
      readonly phase: string;
      readonly total?: number;
      readonly unit?: string;
    }
  | { readonly type: "phase-progress"; readonly phase: string; readonly done: number }
  | { readonly type: "phase-end"; readonly phase: string }
  | {
      readonly type: "engine";
      readonly engine: string;
      readonly reason: string;
      readonly threads: number;
    }
  | {
      readonly type: "step";
      /** Steps done, from 1. */
      readonly step: number;
      readonly steps: number;
      readonly epoch: number;
      readonly loss: number;
      readonly learningRate: number;
      readonly imagesPerSecond: number;
      readonly diagnostics: Readonly<Record<string, number>>;
    }
  | {
      readonly type: "validation";
      readonly step: number;
      readonly metrics: Readonly<Record<string, number>>;
      readonly best: boolean;
    }
  | { readonly type: "checkpoint"; readonly step: number; readonly path: string }
  | { readonly type: "image-failed"; readonly failure: ImageFailure }
  | { readonly type: "notice"; readonly level: "info" | "warning"; readonly message: string };

/** Takes events as they come; must not throw. */
export type EventSink = (event: ProgressEvent) => void;

/** Event of one type. */
export type EventOf<T extends ProgressEvent["type"]> = Extract<ProgressEvent, { type: T }>;

/** A typed stream of events: emit on one side, listen to all or to one type on the other. */
export interface EventStream {
  readonly emit: EventSink;
  /** Returns a function that ends the subscription. */
  onAny(listener: EventSink): () => void;
  on<T extends ProgressEvent["type"]>(type: T, listener: (event: EventOf<T>) => void): () => void;
}

/** Creates a stream; listeners are called in the order in which they subscribed. */
export function createEventStream(): EventStream {
  const listeners = new Set<EventSink>();
  const onAny = (listener: EventSink) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };
  return {
    emit: (event) => {
      for (const listener of [...listeners]) listener(event);
    },
    onAny,
    on: (type, listener) =>
      onAny((event) => {
        if (event.type === type) listener(event as EventOf<typeof type>);
      }),
  };
}

/** A sink that drops everything. */
export const silent: EventSink = () => {};
