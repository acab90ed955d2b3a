export { type ArmExport, type ArmExportContext, exportArm } from "./export-arm.js";
export {
  type ArmExportInput,
  armExportSchema,
  type Precision,
  precisions,
} from "./export-options.js";
