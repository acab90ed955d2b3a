import { spawnSync } from "node:child_process";

/** What tells why there is no adapter: drivers' manifests, their libraries, the variables that choose them. */
const questions = [
  "ls -l /usr/share/vulkan/icd.d /etc/vulkan/icd.d /usr/local/nvidia/share/vulkan/icd.d",
  "cat /usr/share/vulkan/icd.d/* /etc/vulkan/icd.d/* /usr/local/nvidia/share/vulkan/icd.d/*",
  "ldconfig -p | grep -iE 'vulkan|nvidia|libGL|libX'",
  "ls -l /dev/nvidia* /dev/dri",
  "env | grep -E '^(VK_|LD_|NVIDIA_|__)'",
  "nvidia-smi",
];

/**
 * All that a machine says of its Vulkan drivers, for who has to find out why WebGPU has none.
 *
 * @param machinePart the command that looks for an adapter; it runs again, with the loader's own log
 */
export function explainDriver(machinePart: readonly string[]): string {
  const answers = questions.map((question) => {
    const { stdout, stderr } = spawnSync("sh", ["-c", question], { encoding: "utf8" });
    return `$ ${question}\n${stdout}${stderr}`;
  });
  const [file, ...operands] = machinePart;
  const { stdout, stderr } = spawnSync(file, operands, {
    encoding: "utf8",
    timeout: 60_000,
    env: { ...process.env, VK_LOADER_DEBUG: "error,warn,info,driver" },
  });
  return [...answers, `The loader's log:\n${stdout}${stderr}`].join("\n");
}
