import { DataError } from "@multibatch/core";
import type { LfwImages } from "./lfw-images.js";
import type { LfwImageName } from "./pairs-file.js";
import type { LfwPerson } from "./people-file.js";

/** Finds images by person and number, and tells where the protocol files ask for others. */
export class LfwLookup {
  private readonly indexOf = new Map<string, number>();

  /** @throws DataError when an image is there twice */
  constructor(private readonly images: LfwImages) {
    images.names.forEach((name, image) => {
      const file = fileName(name);
      if (this.indexOf.has(file)) {
        throw new DataError(
          `${images.files.place} holds ${file} twice (${images.files.name(this.indexOf.get(file)!)} and ${images.files.name(image)}). Delete one of them.`,
        );
      }
      this.indexOf.set(file, image);
    });
  }

  /**
   * Index of an image that a line of a protocol file asks for.
   *
   * @throws DataError naming file, line and image when it is not there
   */
  find(name: LfwImageName, file: string, line: number): number {
    const image = this.indexOf.get(fileName(name));
    if (image === undefined) {
      throw new DataError(
        `${file}, line ${line}: ${fileName(name)} is not among the images in ${this.images.files.place}. Complete the images: no pair and no person is ever left out in silence.`,
      );
    }
    return image;
  }

  /** The same, or undefined when it is not there. */
  findAny(name: LfwImageName): number | undefined {
    return this.indexOf.get(fileName(name));
  }

  /** Checks that all images of all people are there. @throws DataError at the first that is not */
  checkPeople(people: readonly LfwPerson[], file: string): void {
    for (const person of people) {
      for (let number = 1; number <= person.images; number++) {
        this.find({ person: person.name, number }, file, person.line);
      }
    }
  }
}

function fileName({ person, number }: LfwImageName): string {
  return `${person}_${String(number).padStart(4, "0")}.jpg`;
}
