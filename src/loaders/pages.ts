import { fileURLToPath } from 'node:url';
import { glob, type Loader } from 'astro/loaders';
import { pageId } from '#model/pages/index.ts';
import { LAYERS, readLayers } from './layers.ts';

/**
 * Astro's loader of the pages: one glob over all layers, with a negated pattern for each file whose
 * place a later layer takes. Removing an override in `astro dev` therefore needs a restart.
 */
export function pageLoader(layers: readonly string[] = LAYERS): Loader {
  return {
    name: 'playbook-pages',
    load(context) {
      const { shadowed } = readLayers(fileURLToPath(context.config.root), layers);
      // What the last build kept of a file that is overridden since then would pass for a second page of its id.
      for (const { file, path } of shadowed) {
        if (context.store.get(pageId(path))?.filePath === file) context.store.delete(pageId(path));
      }
      const patterns = [
        ...layers.map((layer) => `${layer}/**/*.mdx`),
        ...layers.map((layer) => `!${layer}/data/**`),
        ...shadowed.map(({ file }) => `!${file}`),
      ];
      const generateId = ({ entry }: { entry: string }) => pageId(withoutLayer(entry, layers));
      return glob({ base: '.', pattern: patterns, generateId }).load(context);
    },
  };
}

/** The longest layer first, since `org/content` is not the folder `content` of another layer. */
function withoutLayer(file: string, layers: readonly string[]): string {
  const layer = layers.find((name) => file.startsWith(`${name}/`));
  return layer === undefined ? file : file.slice(layer.length + 1);
}
