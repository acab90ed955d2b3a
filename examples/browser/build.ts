import { parseArgs } from "node:util";
import { buildPage } from "./build-page.js";

const { values } = parseArgs({
  options: {
    model: { type: "string", default: "runs/quickstart/model" },
    out: { type: "string", default: "examples/browser/dist" },
  },
});

await buildPage(values.model, values.out);
console.log(
  `${values.out} holds the page: serve it, for example by npx vite preview --outDir ${values.out}`,
);
