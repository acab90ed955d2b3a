import { folded, section, table } from "../elements.js";
import { type Markup, markup } from "../markup.js";
import type { Report } from "../report-schema.js";

/** All that is needed to make the same again. */
export function renderReproduction(report: Report): Markup | undefined {
  const { commands, configuration, versions } = report;
  const named = Object.entries(versions);
  if (commands.length === 0 && configuration === undefined && named.length === 0) return undefined;
  return section(
    "Make it again",
    commands.length > 0 && markup`<pre><code>${commands.join("\n")}</code></pre>`,
    configuration !== undefined &&
      folded(
        "Configuration",
        markup`<pre><code>${JSON.stringify(configuration, null, 2)}</code></pre>`,
      ),
    named.length > 0 &&
      folded(
        "Versions",
        table("What it ran on.", [{ heading: "Package" }, { heading: "Version" }], named),
      ),
  );
}
