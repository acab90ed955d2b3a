/** What WebGPU tells of an adapter: a graphics card, or a program that pretends to be one. */
export interface AdapterDescription {
  readonly vendor: string;
  readonly architecture: string;
  readonly device: string;
  /** The driver's own words. */
  readonly description: string;
  readonly isFallbackAdapter: boolean;
}

/** The part of an adapter's `info` that is kept. */
export function describeAdapter(info: Partial<AdapterDescription>): AdapterDescription {
  const { vendor = "", architecture = "", device = "", description = "" } = info;
  return {
    vendor,
    architecture,
    device,
    description,
    isFallbackAdapter: info.isFallbackAdapter ?? false,
  };
}

/** Software drivers by their names; Microsoft's is the "Basic Render Driver". */
const softwareNames = /swiftshader|llvmpipe|lavapipe|softpipe|basic render/i;

/** Whether the processor does the work of a graphics card: right numbers, slower than any other engine. */
export function isSoftware(adapter: AdapterDescription): boolean {
  return adapter.isFallbackAdapter || softwareNames.test(Object.values(adapter).join(" "));
}

/** An adapter in a few words. */
export function adapterName({ vendor, architecture, device, description }: AdapterDescription) {
  const words = [description || device, [vendor, architecture].filter(Boolean).join(" ")];
  return words.filter(Boolean).join(", ") || "an adapter without a name";
}
