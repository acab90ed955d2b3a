import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { PeerError, PytorchPeer } from "./pytorch-peer.js";

let root = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "multibatch-peer-"));
});
afterEach(() => rmSync(root, { recursive: true }));

/** A program in Python's place. */
function inPlaceOfPython(words: string): string {
  const file = join(root, "python");
  writeFileSync(file, `#!/bin/sh\n${words}\n`, { mode: 0o755 });
  return file;
}

const network = { aligner: false, layers: [["dense", 2]], image: [1, 1, 1], batch: 4 } as const;
const order = { task: "train", tf32: false, resident: false, steps: 3 } as const;
const answering = `echo '{"parameters": 4}'; while read -r line; do echo '{"seconds": 0.5}'; done`;

test("orders are answered one by one", async () => {
  const peer = await PytorchPeer.start(network, 4, inPlaceOfPython(answering));
  expect(await peer.run(order)).toBe(0.5);
  expect(await peer.run({ ...order, tf32: true })).toBe(0.5);
  peer.end();
});

test("another network is refused", async () => {
  const started = PytorchPeer.start(network, 5, inPlaceOfPython(answering));
  await expect(started).rejects.toThrow("Its network has 4 parameters, ours 5");
});

test("without PyTorch, Python's own words are the reason", async () => {
  const words = `echo "Traceback" >&2; echo "ModuleNotFoundError: No module named 'torch'" >&2; exit 1`;
  await expect(PytorchPeer.start(network, 4, inPlaceOfPython(words))).rejects.toThrow(
    "ModuleNotFoundError: No module named 'torch'",
  );
  await expect(PytorchPeer.start(network, 4, join(root, "none"))).rejects.toThrow(/ENOENT/);
});

test("an error in the middle ends it with its reason", async () => {
  const words = `echo '{"parameters": 4}'; read -r line; echo "CUDA out of memory" >&2`;
  const peer = await PytorchPeer.start(network, 4, inPlaceOfPython(words));
  const answer = peer.run(order);
  await expect(answer).rejects.toThrow(PeerError);
  await expect(answer).rejects.toThrow("CUDA out of memory");
});
