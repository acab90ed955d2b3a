import { definePlugin, type Runtime } from "@multibatch/core";
import { loadExport } from "./runtime/load-export.js";
import { armRuntimeSchema } from "./runtime/runtime-options.js";

/** The plugin: runs exports, and model folders, as C compiled for this machine. */
export const arm = definePlugin({
  kind: "target",
  name: "@multibatch/target-arm",
  contract: 1,
  options: armRuntimeSchema,
  create: (options): Runtime => ({
    contract: 1,
    role: "runtime",
    load: (folder) => loadExport(folder, options),
  }),
});

export default arm;
export { type ArmExport, type ArmExportContext, exportArm } from "./export-arm.js";
export {
  type ArmExportInput,
  armExportSchema,
  type Precision,
  precisions,
} from "./export-options.js";
export { type ArmRuntimeOptions, armRuntimeSchema } from "./runtime/runtime-options.js";
