/** Time of one call of a kernel. */
export interface KernelTime {
  readonly kernel: string;
  /** Shape of its first result. */
  readonly output: readonly number[];
  readonly milliseconds: number;
}

/** Calls of one kernel added up, for one step. */
export interface KernelSum {
  readonly kernel: string;
  /** Empty where several shapes are added. */
  readonly output: number[];
  readonly calls: number;
  readonly milliseconds: number;
  /** Of the time of all kernels. */
  readonly share: number;
}

/** Adds up the kernels of several steps, by name and by name and shape, the dearest first. */
export function tallyKernels(times: readonly KernelTime[], steps: number) {
  const total = times.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  const sum = (withShape: boolean): KernelSum[] => {
    const groups = new Map<string, { kernel: string; output: number[]; of: number[] }>();
    for (const { kernel, output, milliseconds } of times) {
      const key = withShape ? `${kernel} ${output}` : kernel;
      const group = groups.get(key) ?? { kernel, output: withShape ? [...output] : [], of: [] };
      group.of.push(milliseconds);
      groups.set(key, group);
    }
    const sums = [...groups.values()].map(({ kernel, output, of }) => {
      const milliseconds = of.reduce((all, one) => all + one, 0);
      return {
        kernel,
        output,
        calls: of.length / steps,
        milliseconds: milliseconds / steps,
        share: total === 0 ? 0 : milliseconds / total,
      };
    });
    return sums.toSorted((a, b) => b.milliseconds - a.milliseconds);
  };
  return { milliseconds: total / steps, byKernel: sum(false), byShape: sum(true) };
}
