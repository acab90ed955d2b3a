import type { MomentumUpdateVariable } from "@multibatch/core";

/** Threads of a workgroup, each of which updates one number of every variable of the group. */
export const threads = 256;

/**
 * The update of some variables together. Buffers: the scales, then for each variable its weights,
 * velocities and gradients, and what becomes of the first two. Settings stay the same over a run, so
 * they are written into the code.
 */
export function momentumShader(
  momentum: number,
  variables: readonly MomentumUpdateVariable[],
): string {
  return `
    @group(0) @binding(0) var<storage, read> scales : array<f32>;
    ${variables.map((_, index) => buffers(index)).join("")}
    @compute @workgroup_size(${threads})
    fn main(@builtin(workgroup_id) group : vec3<u32>, @builtin(num_workgroups) groups : vec3<u32>,
            @builtin(local_invocation_index) thread : u32) {
      let i = (group.y * groups.x + group.x) * ${threads}u + thread;
      ${variables.map((variable, index) => update(index, momentum, variable)).join("")}
    }`;
}

const buffers = (index: number) => {
  const binding = (offset: number) => `@group(0) @binding(${5 * index + offset})`;
  return `
    ${binding(1)} var<storage, read> weights${index} : array<f32>;
    ${binding(2)} var<storage, read> velocities${index} : array<f32>;
    ${binding(3)} var<storage, read> gradients${index} : array<f32>;
    ${binding(4)} var<storage, read_write> nextWeights${index} : array<f32>;
    ${binding(5)} var<storage, read_write> nextVelocities${index} : array<f32>;`;
};

const update = (index: number, momentum: number, { decay, multiplier }: MomentumUpdateVariable) => `
      if (i < arrayLength(&weights${index})) {
        let weight = weights${index}[i];
        let pull = scales[1] * gradients${index}[i] + f32(${decay}) * weight;
        let velocity = f32(${momentum}) * velocities${index}[i] + pull;
        nextVelocities${index}[i] = velocity;
        nextWeights${index}[i] = weight - velocity * (scales[0] * f32(${multiplier}));
      }`;
