import { z } from "zod";

/** A JSON value: what states, options and records are made of. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json };

/** Any JSON value. */
export const jsonSchema = z.json() as z.ZodType<Json>;
