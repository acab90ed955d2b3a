import { expect, it } from "vitest";
import { adapterName, describeAdapter, isSoftware } from "./adapter.js";

const radeon = describeAdapter({
  vendor: "amd",
  architecture: "rdna-3",
  device: "0x744c",
  description: "AMD Radeon RX 7900 XTX (RADV NAVI31)",
});

it("tells a graphics card from a program that pretends to be one", () => {
  expect(isSoftware(radeon)).toBe(false);
  expect(isSoftware(describeAdapter({ vendor: "nvidia", architecture: "hopper" }))).toBe(false);
  for (const software of [
    { description: "SwiftShader driver 5.0.0" },
    { description: "llvmpipe (LLVM 15.0.6, 256 bits)" },
    { device: "Microsoft Basic Render Driver" },
    { description: "a card of tomorrow", isFallbackAdapter: true },
  ]) {
    expect(isSoftware(describeAdapter(software)), JSON.stringify(software)).toBe(true);
  }
});

it("names an adapter by what it tells of itself", () => {
  expect(adapterName(radeon)).toBe("AMD Radeon RX 7900 XTX (RADV NAVI31), amd rdna-3");
  expect(adapterName(describeAdapter({ vendor: "apple" }))).toBe("apple");
  expect(adapterName(describeAdapter({}))).toBe("an adapter without a name");
});
