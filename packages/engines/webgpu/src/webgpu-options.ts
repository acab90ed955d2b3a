import { z } from "zod";

/** Options of the engine. */
export const webgpuOptionsSchema = z.strictObject({
  powerPreference: z
    .enum(["high-performance", "low-power"])
    .default("high-performance")
    .describe("which card a machine with several is asked for: the fast one or the thrifty one"),
  adapter: z
    .string()
    .min(1)
    .optional()
    .describe(
      "part of the name of the adapter to compute on, as `multibatch doctor` shows it; the system's first where left out",
    ),
  interface: z
    .enum(["vulkan", "metal", "d3d12", "d3d11"])
    .optional()
    .describe("what Dawn reaches the card through; its own choice for the system where left out"),
});

/** Checked options of the engine. */
export type WebgpuOptions = z.output<typeof webgpuOptionsSchema>;

/** The options as switches of Dawn's `create`. */
export function dawnSwitches({ adapter, interface: backend }: WebgpuOptions): string[] {
  return [
    ...(adapter === undefined ? [] : [`adapter=${adapter}`]),
    ...(backend === undefined ? [] : [`backend=${backend}`]),
  ];
}
