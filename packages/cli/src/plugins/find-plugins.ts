import { messageOf, type PluginFactory, type PluginKind } from "@multibatch/core";
import { importModule } from "@multibatch/core/node";

/** A plugin, and how a configuration names it. */
export interface FoundPlugin {
  readonly use: string;
  readonly plugin: PluginFactory;
}

/** What looking for plugins came to. */
export interface PluginSearch {
  readonly plugins: readonly FoundPlugin[];
  /** Packages that call themselves plugins and could not be loaded, with the reason. */
  readonly broken: readonly { readonly use: string; readonly reason: string }[];
}

/** Loads plugins by package name or relative path; one that is broken does not hide the others. */
export async function findPlugins(
  uses: readonly string[],
  directory: string,
): Promise<PluginSearch> {
  const plugins: FoundPlugin[] = [];
  const broken: { use: string; reason: string }[] = [];
  for (const use of uses) {
    try {
      const module = await importModule(use, directory);
      const found = new Set([module.default, ...Object.values(module)].filter(isPluginFactory));
      // A configuration reaches one plugin of each kind: the first, as core's importPlugin does.
      const kinds = new Set<PluginKind>();
      for (const plugin of found) {
        if (!kinds.has(plugin.kind)) plugins.push({ use, plugin });
        kinds.add(plugin.kind);
      }
      if (found.size === 0) broken.push({ use, reason: "it exports no plugin" });
    } catch (error) {
      broken.push({ use, reason: messageOf(error) });
    }
  }
  return { plugins, broken };
}

function isPluginFactory(value: unknown): value is PluginFactory {
  return (
    typeof value === "function" && "kind" in value && "options" in value && "configure" in value
  );
}
