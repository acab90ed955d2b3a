import type { EventSink } from "@multibatch/core";

/** What can be found amiss in a folder of identities, and what is done about it. */
const findings = {
  "stray-file": "not in an identity's folder; ignored. Move them into a folder per identity",
  "nested-folder":
    "folders inside an identity's folder; not searched. Move their images one level up",
  "other-file": "files that are not JPEG, PNG or WebP; ignored. Convert them if they are images",
  "no-images": "identity folders without an image; left out. Add images, or delete the folders",
  "link-loop":
    "symbolic links that lead back to themselves or to a folder around them; left out. Delete the links",
  "broken-link": "symbolic links to nothing; left out. Repair or delete the links",
  "same-folder":
    "links to a folder that is an identity already; left out. Keep one name for each identity",
  unreadable:
    "folders or files that may not be read; left out. Give this user the right to read them",
} as const;

export type Finding = keyof typeof findings;

/** Collects what a scan finds amiss, to tell it in one notice for each kind rather than in thousands. */
export class ScanReport {
  private readonly found = new Map<Finding, string[]>();

  add(finding: Finding, path: string): void {
    const paths = this.found.get(finding) ?? [];
    paths.push(path);
    this.found.set(finding, paths);
  }

  /** Emits a notice for each kind of finding, with its number and the first three places. */
  emitTo(emit: EventSink): void {
    for (const [finding, paths] of this.found) {
      const shown = paths.slice(0, 3).join(", ");
      const more = paths.length > 3 ? ` and ${paths.length - 3} more` : "";
      const message = `${paths.length} × ${findings[finding]}: ${shown}${more}.`;
      emit({ type: "notice", level: "warning", message });
    }
  }
}
