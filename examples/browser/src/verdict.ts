import type { WasmEmbedder } from "@multibatch/target-wasm";

type Comparison = ReturnType<WasmEmbedder["compare"]>;

/** Says what is still missing. */
export function showWaiting(text: string): void {
  const answer = element("verdict");
  answer.textContent = text;
  answer.className = "answer waiting";
  element("scale").hidden = true;
}

/** Shows the verdict, and the distance on a scale whose middle is the threshold. */
export function showVerdict({ distance, threshold, same, probability }: Comparison): void {
  const answer = element("verdict");
  const text = same ? "The same face" : "Different faces";
  // Only a change is announced: a crop that is dragged would otherwise talk without end.
  if (answer.textContent !== text) answer.textContent = text;
  answer.className = `answer ${same ? "same" : "different"}`;
  element("scale").hidden = false;
  const place = `${Math.min(100, (50 * distance) / threshold)}%`;
  element("distance-marker").style.left = place;
  element("threshold-tick").style.left = "50%";
  element("same-side").style.width = "50%";
  element("distance").textContent = distance.toFixed(2);
  element("threshold").textContent = threshold.toFixed(2);
  element("probability-row").hidden = probability === undefined;
  element("probability").textContent = `${Math.round(100 * (probability ?? 0))} %`;
}

function element(id: string): HTMLElement {
  return document.querySelector<HTMLElement>(`#${id}`)!;
}
