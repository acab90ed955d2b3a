import { expect, test } from "vitest";
import { createProgressDisplay } from "./progress-display.js";
import { createTerminal } from "./terminal.js";

function display(isTTY: boolean) {
  let text = "";
  let time = 0;
  const output = {
    isTTY,
    write: (piece: string) => {
      text += piece;
    },
  };
  const terminal = createTerminal(
    {
      stdout: output,
      stderr: output,
      cwd: ".",
      env: {},
      onInterrupt: () => () => {},
      exit: () => {},
    },
    {},
  );
  const { show, failed } = createProgressDisplay(terminal, () => time);
  const step = (number: number, steps = 100) =>
    show({
      type: "step",
      step: number,
      steps,
      epoch: 0,
      loss: 0.5,
      learningRate: 0.1,
      imagesPerSecond: 200,
      diagnostics: {},
    });
  return {
    show,
    step,
    failed,
    terminal,
    at: (seconds: number) => {
      time = seconds * 1000;
    },
    text: () => text,
  };
}

test("without a terminal, steps are told every ten seconds with the time left, and the last one", () => {
  const { step, at, text } = display(false);
  for (let number = 1; number <= 100; number++) {
    at(number * 0.5);
    step(number);
  }
  expect(text().split("\n")).toEqual([
    "Step 1/100 · loss 0.5 · 200 images/s",
    "Step 21/100 · loss 0.5 · 200 images/s · 40 s left",
    "Step 41/100 · loss 0.5 · 200 images/s · 30 s left",
    "Step 61/100 · loss 0.5 · 200 images/s · 20 s left",
    "Step 81/100 · loss 0.5 · 200 images/s · 10 s left",
    "Step 100/100 · loss 0.5 · 200 images/s",
    "",
  ]);
});

test("a resumed training counts its rate from where it went on", () => {
  const { step, at, text } = display(false);
  at(100);
  step(51);
  at(111);
  step(62);
  expect(text()).toContain("Step 62/100 · loss 0.5 · 200 images/s · 38 s left");
});

test("a terminal shows a bar, and lines above it", () => {
  const { show, step, text, terminal } = display(true);
  show({ type: "phase-start", phase: "decoding", total: 10, unit: "images" });
  show({ type: "phase-progress", phase: "decoding", done: 4 });
  show({ type: "phase-end", phase: "decoding" });
  step(1);
  show({ type: "notice", level: "info", message: "all is well" });
  terminal.stopBar();
  expect(text()).toContain("Decoding ");
  expect(text()).toContain("Training ");
  expect(text()).toContain("\r\x1b[Kall is well\n");
  expect(text()).not.toContain("Step 1/100");
  // Neither jumps back to a saved place nor stops the wrapping of long lines.
  expect(text()).not.toContain("\x1b8");
  expect(text()).not.toContain("\x1b[?7l");
});

test("the first unreadable images are named, all are counted; warnings are marked", () => {
  const { show, failed, text } = display(false);
  for (let image = 0; image < 9; image++) {
    show({ type: "image-failed", failure: { image, name: `${image}.png`, reason: "Torn." } });
  }
  show({ type: "notice", level: "warning", message: "mind the gap" });
  expect(failed).toHaveLength(9);
  expect(text()).toBe(
    "Warning: 0.png: Torn.\nWarning: 1.png: Torn.\nWarning: 2.png: Torn.\nWarning: mind the gap\n",
  );
});
