import { decodeMessage } from "./decode-message.js";
import {
  concatenate,
  doubleField,
  floatField,
  messageField,
  stringField,
  varintField,
} from "./protobuf.js";

/** Field numbers of tensorflow's event.proto and summary.proto. */
const event = { wallTime: 1, step: 2, fileVersion: 3, summary: 5 } as const;
const summary = { value: 1 } as const;
const summaryValue = { tag: 1, simpleValue: 2 } as const;

/** The version that every event file names first. */
export const fileVersion = "brain.Event:2";

/** One point of one curve. */
export interface ScalarEvent {
  /** Steps done, 0…2⁵³−1. */
  readonly step: number;
  /** Seconds since 1970. */
  readonly wallTime: number;
  /** Name of the curve; TensorBoard groups by what stands before a slash. */
  readonly tag: string;
  /** Kept as float32. */
  readonly value: number;
}

/** The event that every event file begins with; `wallTime` in seconds since 1970. */
export function encodeFileVersionEvent(wallTime: number): Uint8Array<ArrayBuffer> {
  return concatenate([
    doubleField(event.wallTime, wallTime),
    stringField(event.fileVersion, fileVersion),
  ]);
}

/** An event with one scalar. @throws RangeError for a step that is no whole number ≥ 0 */
export function encodeScalarEvent(scalar: ScalarEvent): Uint8Array<ArrayBuffer> {
  const value = concatenate([
    stringField(summaryValue.tag, scalar.tag),
    floatField(summaryValue.simpleValue, scalar.value),
  ]);
  return concatenate([
    doubleField(event.wallTime, scalar.wallTime),
    varintField(event.step, scalar.step),
    messageField(event.summary, messageField(summary.value, value)),
  ]);
}

/** What of an event is understood here. */
export interface DecodedEvent {
  readonly wallTime: number;
  readonly step: number;
  readonly fileVersion?: string;
  readonly scalars: readonly { readonly tag: string; readonly value: number }[];
}

/** Decodes an event; what it holds beside scalars is passed over. @throws DataError when damaged */
export function decodeEvent(bytes: Uint8Array): DecodedEvent {
  const decoded = { wallTime: 0, step: 0, scalars: [] as { tag: string; value: number }[] };
  let version: string | undefined;
  for (const { field, value } of decodeMessage(bytes)) {
    if (typeof value === "number") {
      if (field === event.wallTime) decoded.wallTime = value;
      if (field === event.step) decoded.step = value;
    } else if (field === event.fileVersion) version = new TextDecoder().decode(value);
    else if (field === event.summary) decoded.scalars.push(...decodeSummary(value));
  }
  return version === undefined ? decoded : { ...decoded, fileVersion: version };
}

function decodeSummary(bytes: Uint8Array): { tag: string; value: number }[] {
  const scalars: { tag: string; value: number }[] = [];
  for (const { field, value } of decodeMessage(bytes)) {
    if (field !== summary.value || typeof value === "number") continue;
    let tag = "";
    let scalar: number | undefined;
    for (const part of decodeMessage(value)) {
      if (part.field === summaryValue.tag && typeof part.value !== "number") {
        tag = new TextDecoder().decode(part.value);
      }
      if (part.field === summaryValue.simpleValue && typeof part.value === "number") {
        scalar = part.value;
      }
    }
    if (scalar !== undefined) scalars.push({ tag, value: scalar });
  }
  return scalars;
}
