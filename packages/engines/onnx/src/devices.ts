import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { GraphWriter } from "./graph/graph-writer.js";
import { writeModel } from "./onnx/model-writer.js";
import { type Device, devices } from "./onnx-options.js";
import { loadRuntime } from "./session.js";

const require = createRequire(import.meta.url);

/** Says on which devices the installed package can compute, in a line. */
export function describeDevices(): string {
  return devices
    .filter((device) => device !== "cpu")
    .map((device) => `${device}: ${missing(device) ?? "in the package, tried when it is chosen"}`)
    .join("; ");
}

const problems = new Map<Device, string | undefined>();

/** Why graphs cannot run on a device; none if they can. */
export function deviceProblem(device: Device): string | undefined {
  if (device === "cpu") return undefined;
  if (!problems.has(device)) problems.set(device, missing(device) ?? tryDevice(device));
  return problems.get(device);
}

/** What the installed package lacks for a device; its install script can add the CUDA libraries. */
function missing(device: Device): string | undefined {
  const known = loadRuntime().binding.binding.listSupportedBackends();
  const folder = join(
    require.resolve("onnxruntime-node/package.json"),
    `../bin/napi-v6/${process.platform}/${process.arch}`,
  );
  const lacksCuda =
    device === "cuda" &&
    !["libonnxruntime_providers_cuda.so", "onnxruntime_providers_cuda.dll"].some((file) =>
      existsSync(join(folder, file)),
    );
  const present = known.some(({ name }) => name === device) && !lacksCuda;
  return present ? undefined : "not in the installed package";
}

/** A program that computes x + x on a device. */
const program = `
const { InferenceSession, Tensor } = require(process.argv[1]);
const options = { executionProviders: [process.argv[2]], logSeverityLevel: 4 };
InferenceSession.create(Buffer.from(process.argv[3], "base64"), options)
  .then((session) => session.run({ x: new Tensor("float32", [1, 2], [2]) }))
  .then(({ y }) => console.log(y.data.join() === "2,4" ? "" : "it computes wrongly"))
  .catch(({ message }) => console.log(message));
`;

/** Computes a small sum in a process of its own: without a driver, ONNX Runtime may crash. */
function tryDevice(device: Device): string | undefined {
  const writer = new GraphWriter();
  writer.result(writer.node("Add", ["x", "x"]), "y");
  const info = { type: "float32", shape: [2] } as const;
  const model = writeModel({
    nodes: writer.nodes,
    initializers: [],
    inputs: [{ name: "x", ...info }],
    outputs: [{ name: "y", ...info }],
  });
  const text = Buffer.from(model).toString("base64");
  const operands = [require.resolve("onnxruntime-node"), device, text];
  const { stdout } = spawnSync(process.execPath, ["-e", program, ...operands], {
    encoding: "utf8",
    timeout: 60_000,
  });
  if (stdout === "\n") return undefined;
  const [line] = stdout.split("\n");
  // ONNX Runtime begins with the place in its own source.
  return line.replace(/^.* was false\. /, "") || "ONNX Runtime gave no answer";
}
