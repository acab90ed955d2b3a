import { EngineError } from "@multibatch/core";
import { expect, it } from "vitest";
import { explainEngineFailure } from "./explain-engine-failure.js";

it("tells that nothing is left where there was no checkpoint yet", async () => {
  const failure = new EngineError("The device was lost.");
  const explained = await explainEngineFailure(failure, "/nowhere/checkpoint.safetensors");
  expect(explained).toMatchObject({
    name: "EngineError",
    message: expect.stringMatching(/^The device was lost\. The run had no checkpoint yet: start/),
    cause: failure,
  });
});

it("leaves every other error as it is", async () => {
  const other = new TypeError("x is undefined");
  expect(await explainEngineFailure(other, "/nowhere")).toBe(other);
});
