import { DataError, type Dataset, type EventSink, silent } from "@multibatch/core";
import { groupByDigest } from "./duplicates.js";
import { findOverlap, type Overlap } from "./overlap.js";
import { Subject } from "./subject.js";
import { digestFiles } from "./survey.js";

/** What is trained on and what is judged on; a `Pipeline` is one. */
export interface OverlapCheck {
  /** Its validation and test parts are judged on. */
  readonly dataset: Dataset;
  /** Another data set that the network is to be judged on. */
  readonly against?: Dataset;
  /** What a person does to go on all the same, ending the error; nothing where it is left out. */
  readonly toAllow?: string;
  readonly emit?: EventSink;
}

/** Examples that an error names. */
const shown = 3;

/**
 * Refuses to train where the evaluation has an identity of the same name as the training, or an image
 * whose file is the same byte for byte. Images of data sets without files are not compared. Copies
 * that were scaled or compressed anew are found by `inspect`. `multibatch train` asks this before the
 * first step; trainers do not, so code that composes a run asks it too: `await refuseOverlap(pipeline)`.
 *
 * @throws DataError with examples where there is an overlap
 */
export async function refuseOverlap(check: OverlapCheck): Promise<void> {
  const subject = new Subject(check.dataset, check.against);
  const compared: number[] = [];
  for (let image = 0; image < subject.count; image++) {
    if (subject.part(image) !== "none") compared.push(image);
  }
  const digests = await digestFiles(subject, compared, check.emit ?? silent);
  const overlap = findOverlap(subject, groupByDigest(digests));
  if (overlap.identities.length + overlap.images.length === 0) return;
  const place = check.against === undefined ? "" : ` or of ${check.against.name}`;
  const toAllow = check.toAllow === undefined ? "" : ` ${check.toAllow}`;
  throw new DataError(
    `The evaluation overlaps the training: ${describe(subject, overlap)}. An accuracy on images or identities that were trained on says nothing about others. Take them out of the training part, or out of the validation and test parts of ${check.dataset.name}${place}.${toAllow}`,
  );
}

function describe(subject: Subject, { identities, images }: Overlap): string {
  const found: string[] = [];
  if (identities.length > 0) {
    const names = identities.slice(0, shown).join(", ");
    found.push(
      `${count(identities.length, "identity", "identities")} of the same name in both (${names}${more(identities)})`,
    );
  }
  if (images.length > 0) {
    const examples = images.slice(0, shown).map(({ train, evaluation }) => {
      const part = subject.part(evaluation);
      return `${subject.name(evaluation)} (${part}) is ${subject.name(train)} (train)`;
    });
    found.push(
      `${count(images.length, "image", "images")} with the same file in both (${examples.join("; ")}${more(images)})`,
    );
  }
  return found.join(", and ");
}

function count(number: number, one: string, several: string): string {
  return `${number} ${number === 1 ? one : several}`;
}

function more(list: readonly unknown[]): string {
  return list.length > shown ? `, and ${list.length - shown} more` : "";
}
