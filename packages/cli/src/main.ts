import { run } from "./run.js";
import { processSurroundings } from "./surroundings.js";

// A reader that stops early, as in `multibatch embed … | head`, is no error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit();
});

process.exitCode = await run(process.argv.slice(2), processSurroundings());
