import "@tensorflow/tfjs-backend-cpu";
import { describe, expect, it } from "vitest";
import { featureTable } from "./feature-table.js";

describe("FEATURES.md", () => {
  it("tells what becomes of each kernel; npm run features brings it up to date", async () => {
    await expect(featureTable()).toMatchFileSnapshot("../../FEATURES.md");
  });
});
