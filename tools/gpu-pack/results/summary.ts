import { describeMachine } from "./describe-machine.js";
import type { Measurement, MeasurementOf, PartResult, Results } from "./schema.js";

const number = (value: number, digits = 3) =>
  value.toLocaleString("en", { maximumSignificantDigits: digits });
const percent = (share: number) => `${(100 * share).toFixed(0)} %`;

/** What a part came to, in a line. */
export function summaryLine({ measurement, remarks }: PartResult): string {
  if (!measurement) return `FAILED. ${remarks.join(" ")}`;
  switch (measurement.kind) {
    case "machine":
      return `${measurement.adapter.description || measurement.adapter.device}${measurement.software ? ", in software" : ""}`;
    case "parity":
      return `losses differ by ${measurement.largestDifference.toExponential(1)} at most`;
    case "speed":
      return measurement.tasks.map(taskLine).join("; ");
    case "profile":
      return `${number(measurement.stepMilliseconds)} ms a step, ${kernelTime(measurement)}, ${number(measurement.calls.dispatches)} dispatches`;
    case "variant":
      return `${number(measurement.stepMilliseconds)} ms a step, ${number(measurement.microsecondsPerDispatch)} µs a dispatch`;
    case "memory":
      return `${measurement.growth.tensors} tensors, ${number(measurement.growth.onDeviceMiB)} MiB on the card, ${number(measurement.growth.residentMiB)} MiB of the process more`;
  }
}

function taskLine({ task, contenders, ratios }: MeasurementOf<"speed">["tasks"][number]): string {
  const [first] = Object.entries(ratios);
  const beside = first ? `, ${number(first[1])} × ${first[0]}` : "";
  return `${task} ${number(contenders[0].imagesPerSecond)} images/s${beside}`;
}

function kernelTime({ kernelMilliseconds }: MeasurementOf<"profile">): string {
  return kernelMilliseconds === null
    ? "the card has no clock for kernels"
    : `${number(kernelMilliseconds)} ms in kernels`;
}

/** `results.md`. */
export function summarise(results: Results): string {
  const { pack, parts, quick } = results;
  const sections = [
    "# What the pack measured",
    `${results.started}, ${(results.seconds / 60).toFixed(1)} minutes, \`${results.command}\`, commit ${pack.commit}.`,
    ...(quick ? ["**Tiny sizes: this shows that everything works, and no speed.**"] : []),
    ...ofKind(parts, "machine").flatMap(describeMachine),
    ...section("Losses beside tfjs-cpu", ofKind(parts, "parity").map(parity)),
    ...section("Speed", ofKind(parts, "speed").flatMap(speed)),
    ...section("Where the time of a step goes", ofKind(parts, "profile").flatMap(profile)),
    ...variants(ofKind(parts, "variant")),
    ...section("Memory", ofKind(parts, "memory").flatMap(memory)),
    ...troubles(parts),
  ];
  return `${sections.join("\n\n")}\n`;
}

function ofKind<K extends Measurement["kind"]>(parts: readonly PartResult[], kind: K) {
  return parts
    .map(({ measurement }) => measurement)
    .filter((measurement): measurement is MeasurementOf<K> => measurement?.kind === kind);
}

const section = (title: string, lines: readonly string[]) =>
  lines.length === 0 ? [] : [`## ${title}`, ...lines];

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(" | ")} |`;
  return [
    line(head),
    line(head.map((_, column) => (column === 0 ? "---" : "---:"))),
    ...rows.map(line),
  ].join("\n");
}

function parity(found: MeasurementOf<"parity">): string {
  const { network, steps, batch, losses } = found;
  const [first, last] = [losses.cpu[0], losses.cpu[losses.cpu.length - 1]];
  return `${network}, ${steps} steps of ${batch} images: the losses, from ${number(first, 5)} to ${number(last, 5)}, differ by ${found.largestDifference.toExponential(1)} at most, ${found.largestRelativeDifference.toExponential(1)} of the first.`;
}

function speed(found: MeasurementOf<"speed">): string[] {
  const { network, image, batch, multiplyAdds, parameters, tasks, withoutPytorch } = found;
  return [
    `### ${network}`,
    `${image.join("×")}, batch ${batch}, ${number(multiplyAdds / 1e6, 5)} M multiply-adds, ${number(parameters / 1e6)} M parameters. Images come from the processor's memory, losses and embeddings go back to it. Medians of turns.`,
    table(
      ["", "training, images/s", "WebGPU is", "forward, images/s", "WebGPU is"],
      tasks[0].contenders.map(({ name }, row) => [
        name,
        ...tasks.flatMap(({ contenders, ratios }) => [
          rates(contenders[row]),
          name in ratios ? `${number(ratios[name])} ×` : "",
        ]),
      ]),
    ),
    `WebGPU: ${tasks.map(({ task, teraflops }) => `${flops(teraflops)} in ${task === "train" ? "training" : "the forward pass"}`).join(", ")}.`,
    ...(withoutPytorch === undefined ? [] : [`**Without PyTorch:** ${withoutPytorch}`]),
  ];
}

const flops = (tera: number) =>
  tera < 0.1 ? `${number(1000 * tera)} GFLOP/s` : `${number(tera)} TFLOP/s`;

function rates(contender: MeasurementOf<"speed">["tasks"][number]["contenders"][number]): string {
  const { imagesPerSecond, slowest, fastest } = contender;
  return `${number(imagesPerSecond)} (${number(slowest)} – ${number(fastest)})`;
}

function profile(found: MeasurementOf<"profile">): string[] {
  const { stepMilliseconds, recordMilliseconds, calls } = found;
  const kernels = (list: typeof found.byKernel, withShape: boolean) => {
    // What only gives a tensor another name or shape has no dispatch.
    const dispatched = list.filter(({ milliseconds }) => milliseconds > 0);
    const rows = dispatched.map(({ kernel, output, calls, milliseconds, share }) => [
      withShape ? `${kernel} ${output.join("×") || "of one number"}` : kernel,
      number(calls),
      number(milliseconds),
      percent(share),
    ]);
    return table(["kernel", "calls", "ms a step", "share"], rows);
  };
  return [
    `### ${found.network}, batch ${found.batch}`,
    `A step takes ${number(stepMilliseconds)} ms; ${kernelTime(found)}${outsideKernels(found)}. Recording it takes ${number(recordMilliseconds)} ms of the processor (${percent(recordMilliseconds / stepMilliseconds)}): ${calls.dispatches} dispatches in ${calls.passes} passes and ${calls.submits} submissions, ${calls.bufferWrites} writes, ${calls.buffersMade} new buffers.`,
    ...(found.byKernel.length === 0
      ? []
      : [
          kernels(found.byKernel, false),
          "The dearest, by the shapes of their results:",
          kernels(found.slowest, true),
        ]),
  ];
}

function outsideKernels({ shareOutsideKernels: share }: MeasurementOf<"profile">): string {
  if (share === null) return "";
  if (share < 0) return ", more than the step, since each dispatch is timed alone";
  return `, so ${percent(share)} of the step is outside of them`;
}

function variants(found: readonly MeasurementOf<"variant">[]): string[] {
  if (found.length === 0) return [];
  const [{ network, batch }] = found;
  return section("Dispatches told otherwise", [
    `${network}, batch ${batch}.`,
    table(
      [
        "",
        "ms a step",
        "of it recording",
        "dispatches",
        "µs a dispatch in a chain",
        "ms to upload the batch",
      ],
      found.map((one) => [
        one.variant,
        number(one.stepMilliseconds),
        number(one.recordMilliseconds),
        one.dispatches,
        number(one.microsecondsPerDispatch),
        number(one.uploadMilliseconds),
      ]),
    ),
  ]);
}

function memory({ network, batch, steps, samples, growth }: MeasurementOf<"memory">): string[] {
  const sign = (value: number | null) =>
    value === null ? "–" : `${value >= 0 ? "+" : "−"}${number(Math.abs(value))}`;
  return [
    `${network}, batch ${batch}, ${steps} steps.`,
    table(
      ["step", "process, MiB", "tensors", "of tfjs on the card, MiB", "card in all, MiB"],
      [
        ...samples.map((one) => [
          one.step,
          number(one.residentMiB, 5),
          one.tensors,
          number(one.onDeviceMiB, 5),
          one.cardMiB === null ? "–" : number(one.cardMiB, 6),
        ]),
        [
          "second half",
          sign(growth.residentMiB),
          sign(growth.tensors),
          sign(growth.onDeviceMiB),
          sign(growth.cardMiB),
        ],
      ],
    ),
  ];
}

function troubles(parts: readonly PartResult[]): string[] {
  const lines = parts
    .filter(({ measurement, remarks }) => !measurement || remarks.length > 0)
    .map(({ name, measurement, remarks }) => {
      return `- ${name}${measurement ? "" : " (not measured)"}: ${remarks.join(" ")}`;
    });
  return lines.length === 0 ? [] : section("What went wrong", [lines.join("\n")]);
}
