export { crc32c, maskedCrc32c } from "./crc32c.js";
export { readSafetensors } from "./read-safetensors.js";
export type {
  NamedTensors,
  SafetensorsContent,
  SafetensorsTensor,
  SafetensorsType,
} from "./safetensors.js";
export * from "./tensorboard/event.js";
export * from "./tensorboard/record.js";
export { writeSafetensors } from "./write-safetensors.js";
