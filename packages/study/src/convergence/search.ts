import type { Arm, ConvergenceOptions, Setting } from "./convergence-options.js";

/** An arm tried with a setting. */
export interface Trial {
  readonly arm: string;
  readonly setting: Setting;
  /** Best validation accuracy; 0 where there was none. */
  readonly accuracy: number;
  readonly failure?: string;
}

/** The settings that an arm is tried with: its own, or else those of the study. */
export function settingsOf(arm: Arm, { search }: ConvergenceOptions): readonly Setting[] {
  return arm.search ?? search;
}

/** An arm with settings on top of its own, later ones first. */
export function withSettings(arm: Arm, ...settings: readonly Setting[]): Arm {
  return { ...arm, set: Object.assign({}, arm.set, ...settings) };
}

/** The setting that an arm did best with, of those that did not fail; undefined where none was tried. */
export function bestSetting(trials: readonly Trial[], { name }: Arm): Setting | undefined {
  const rank = ({ accuracy, failure }: Trial) => accuracy - (failure === undefined ? 0 : 1);
  const own = trials.filter(({ arm }) => arm === name);
  return own.toSorted((a, b) => rank(b) - rank(a))[0]?.setting;
}

/** A setting for people: `learningRate 0.005, clipNorm 1`. */
export function describeSetting(setting: Setting): string {
  const parts = Object.entries(setting).map(
    ([path, value]) => `${path.slice(path.lastIndexOf(".") + 1)} ${showValue(value)}`,
  );
  return parts.length > 0 ? parts.join(", ") : "as configured";
}

function showValue(value: Setting[string]): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
