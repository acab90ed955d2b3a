export { type ArmExport, exportArm } from "./export-arm.js";
