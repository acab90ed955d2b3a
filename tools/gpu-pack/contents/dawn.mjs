// Dawn for measuring: its clocks are not rounded, and GPU_PACK_ENABLE and GPU_PACK_DISABLE, lists of
// Dawn's own toggles with commas between, turn others on and off.
import { create as createDawn, globals } from "webgpu";

const list = (name) => (process.env[name] ?? "").split(",").filter(Boolean);

/** Dawn's clocks are rounded to 0.1 ms otherwise, far above the time of most kernels. */
const disabled = ["timestamp_quantization", ...list("GPU_PACK_DISABLE")];
const enabled = list("GPU_PACK_ENABLE");

function create(switches) {
  const ours = [`disable-dawn-features=${disabled.join()}`];
  if (enabled.length > 0) ours.push(`enable-dawn-features=${enabled.join()}`);
  return createDawn([...switches, ...ours]);
}

export { create, globals };
