export * from "./event-file-writer.js";
