export * from "./import-module.js";
export * from "./load-config.js";
export * from "./parse-json.js";
export * from "./resolve-plugin.js";
export * from "./write-file-atomic.js";
