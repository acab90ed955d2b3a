import { folded, section, table } from "../elements.js";
import { count, large } from "../format.js";
import { type Markup, markup } from "../markup.js";
import type { Report } from "../report-schema.js";

/** What the network costs for one image. */
export function renderCost({ cost }: Report): Markup | undefined {
  if (!cost) return undefined;
  const figures = [
    ["Multiply-adds per image", large(cost.multiplyAdds)],
    ["Floating-point operations", large(cost.floatingPointOperations)],
    ["Parameters", large(cost.parameters)],
  ];
  return section(
    "Cost",
    markup`<dl class="figures">${figures.map(([name, value]) => markup`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`,
    cost.layers.length > 0 &&
      folded(
        "Layer by layer",
        table(
          "Cost of each layer for one image.",
          [
            { heading: "Layer" },
            { heading: "Kind" },
            { heading: "Output" },
            { heading: "Multiply-adds", numeric: true },
            { heading: "Parameters", numeric: true },
          ],
          cost.layers.map((layer) => [
            layer.name,
            layer.className,
            layer.outputShape.join(" × "),
            count(layer.multiplyAdds),
            count(layer.parameters),
          ]),
        ),
      ),
  );
}
