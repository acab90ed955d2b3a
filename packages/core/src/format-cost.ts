import type { LayerCost, ModelCost } from "./cost.js";

const headings = [
  ...["layer", "class", "output"],
  ...["multiply-adds", "operations", "parameters", "activation bytes", "operations/byte"],
];
/** Columns from here on hold numbers and are aligned to the right. */
const firstNumber = 3;

/** A cost as a plain-text table for terminals: a line for each layer, then the totals. */
export function formatCost(cost: ModelCost): string {
  const rows = cost.layers.map((layer) => [
    layer.name,
    layer.className,
    layer.outputShape.join("×"),
    ...numbersOf(layer),
  ]);
  const totals = ["total", "", "", ...numbersOf(cost)];
  const widths = headings.map((heading, column) =>
    Math.max(...[...rows, totals].map((row) => row[column].length), heading.length),
  );
  const line = (cells: string[]) =>
    cells
      .map((cell, column) =>
        column < firstNumber ? cell.padEnd(widths[column]) : cell.padStart(widths[column]),
      )
      .join("  ");
  const rule = "-".repeat(line(headings).length);
  const notes = [
    `For one image: ${number(cost.multiplyAdds)} multiply-adds (MACs) = ${number(cost.floatingPointOperations)} floating-point operations.`,
    "Counted: convolutions and fully connected layers. Biases, activations, normalisation and pooling count as 0.",
    "A multiply-add is two operations; operations/byte is over the bytes of weights, inputs and outputs, as float32.",
  ];
  if (cost.uncounted.length > 0) {
    notes.push(`Not counted, for want of knowing how: ${cost.uncounted.join(", ")}.`);
  }
  return [line(headings), rule, ...rows.map(line), rule, line(totals), "", ...notes].join("\n");
}

function numbersOf(cost: LayerCost | ModelCost): string[] {
  const { multiplyAdds, floatingPointOperations, parameters, activationBytes } = cost;
  const counts = [multiplyAdds, floatingPointOperations, parameters, activationBytes];
  return [...counts.map(number), cost.arithmeticIntensity.toFixed(1)];
}

function number(value: number): string {
  return value.toLocaleString("en-US");
}
