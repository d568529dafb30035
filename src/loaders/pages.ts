import { fileURLToPath } from 'node:url';
import { glob, type Loader, type LoaderContext } from 'astro/loaders';
import type * as z from 'zod';
import { type Edition, fieldsIn } from '#model/edition.ts';
import { type Page, page, pageId } from '#model/pages/index.ts';
import { resolve } from '#model/rules/schema.ts';
import { LAYERS, readLayers } from './layers.ts';
import { textOfPage } from './mdx.ts';

/**
 * Astro's loader of the pages: one glob over all layers, with a negated pattern for each file whose
 * place a later layer takes or that the edition leaves out. Removing an override in `astro dev`
 * therefore needs a restart.
 */
export function pageLoader(edition: Edition, layers: readonly string[] = LAYERS): Loader {
  return {
    name: 'playbook-pages',
    load(context) {
      const { files, shadowed } = readLayers(fileURLToPath(context.config.root), layers);
      // Astro keeps entries between builds by what their files hold, and an edition changes them without that.
      const shownBy = JSON.stringify(edition, (_key, value) => (value instanceof Set ? [...value] : value));
      if (context.meta.get('edition') !== shownBy) context.store.clear();
      context.meta.set('edition', shownBy);
      const leftOut = files.filter(({ path }) => path.endsWith('.mdx') && edition.gone.has(pageId(path)));
      // What the last build kept of a file that is not shown any more would pass for a page.
      for (const { file, path } of [...shadowed, ...leftOut]) {
        if (context.store.get(pageId(path))?.filePath === file) context.store.delete(pageId(path));
      }
      const patterns = [
        ...layers.map((layer) => `${layer}/**/*.mdx`),
        ...layers.map((layer) => `!${layer}/data/**`),
        ...[...shadowed, ...leftOut].map(({ file }) => `!${file}`),
      ];
      const generateId = ({ entry }: { entry: string }) => pageId(withoutLayer(entry, layers));
      const store = inEdition(context.store, edition);
      return glob({ base: '.', pattern: patterns, generateId }).load({ ...context, store });
    },
  };
}

/** A store that keeps of each page what the edition shows. */
function inEdition(store: LoaderContext['store'], edition: Edition): LoaderContext['store'] {
  return {
    ...store,
    set(entry) {
      // Starlight adds fields of its own, which our schema does not know.
      const { shape } = resolve(page, entry.data) as z.ZodObject;
      const [own, others] = [{} as Record<string, unknown>, {} as Record<string, unknown>];
      for (const [key, value] of Object.entries(entry.data)) (key in shape ? own : others)[key] = value;
      const { value } = fieldsIn(edition, page, entry.id, own as Page);
      const body = entry.body === undefined ? {} : { body: textOfPage(edition, entry.body) };
      return store.set({ ...entry, ...body, data: { ...others, ...value } });
    },
  };
}

/** The longest layer first, since `org/content` is not the folder `content` of another layer. */
function withoutLayer(file: string, layers: readonly string[]): string {
  const layer = layers.find((name) => file.startsWith(`${name}/`));
  return layer === undefined ? file : file.slice(layer.length + 1);
}
