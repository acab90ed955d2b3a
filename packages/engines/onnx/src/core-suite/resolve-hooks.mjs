import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

/*
 * Module hooks under which Node can import tfjs-core's `dist` file by file: it is written for
 * bundlers, as ES modules without file extensions in a package that is not marked as such.
 */

const inDist = /@tensorflow\/tfjs-core\/dist\//;

/** CommonJS packages whose members tfjs-core imports by name. */
const byName = new Set(["seedrandom", "long"]);

export async function resolve(specifier, context, next) {
  if (!inDist.test(context.parentURL ?? "")) return next(specifier, context);
  if (byName.has(specifier)) {
    return { url: namedExports(specifier, context.parentURL), shortCircuit: true };
  }
  if (!specifier.startsWith(".")) return next(specifier, context);
  const base = new URL(specifier, context.parentURL).href;
  const url = [base, `${base}.js`, `${base}/index.js`].find(
    (candidate) => candidate.endsWith(".js") && existsSync(fileURLToPath(candidate)),
  );
  return url ? { url, format: "module", shortCircuit: true } : next(specifier, context);
}

/** Files that are named in full come here without a format. */
export async function load(url, context, next) {
  const isModule = inDist.test(url) && !/\/tf-core\.[\w.]+$/.test(url);
  return next(url, isModule ? { ...context, format: "module" } : context);
}

function namedExports(specifier, parentURL) {
  const path = createRequire(parentURL).resolve(specifier);
  const names = Object.keys(createRequire(parentURL)(specifier)).filter(
    (name) => /^[A-Za-z_]\w*$/.test(name) && name !== "default",
  );
  const source = [
    `import { createRequire } from "node:module";`,
    `const exported = createRequire(${JSON.stringify(parentURL)})(${JSON.stringify(path)});`,
    "export default exported;",
    `export const { ${names.join(", ")} } = exported;`,
  ].join("\n");
  return `data:text/javascript,${encodeURIComponent(source)}`;
}
