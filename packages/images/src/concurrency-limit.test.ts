import { expect, it } from "vitest";
import { concurrencyLimit } from "./concurrency-limit.js";

it("never runs more than the limit at a time, and runs all", async () => {
  const limit = concurrencyLimit(3);
  let running = 0;
  let most = 0;
  const results = await Promise.all(
    Array.from({ length: 20 }, (_, i) =>
      limit(async () => {
        most = Math.max(most, ++running);
        await new Promise((resolve) => setTimeout(resolve, i % 3));
        running--;
        return i;
      }),
    ),
  );
  expect(most).toBe(3);
  expect(results).toEqual(Array.from({ length: 20 }, (_, i) => i));
});

it("goes on after a task that fails", async () => {
  const limit = concurrencyLimit(1);
  const failing = limit(() => Promise.reject(new Error("no")));
  const next = limit(async () => "yes");
  await expect(failing).rejects.toThrow("no");
  expect(await next).toBe("yes");
});
