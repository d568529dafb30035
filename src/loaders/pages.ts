import { relative, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { glob, type Loader, type LoaderContext } from 'astro/loaders';
import type * as z from 'zod';
import { type Edition, fieldsIn } from '#model/edition.ts';
import { type Page, page, pageId } from '#model/pages/index.ts';
import { resolve } from '#model/rules/schema.ts';
import { BodyFiles, drawsComponents, type RenderedBody, renderBody } from './bodies.ts';
import { fileTypeAt } from './file-type.ts';
import { codeOf } from './inputs.ts';
import { insideLayer, LAYERS, readLayers } from './layers.ts';
import { textWithNote } from './notes.ts';
import { readText } from './text.ts';
import { findUnexpectedFiles } from './unexpected-files.ts';

/**
 * Astro's loader of the pages: one glob over all layers, with a negated pattern for each file whose
 * place a later layer takes or that the edition leaves out. Removing an override in `astro dev`
 * therefore needs a restart.
 */
export function pageLoader(edition: Edition, layers: readonly string[] = LAYERS): Loader {
  return {
    name: 'playbook-pages',
    async load(context) {
      const root = fileURLToPath(context.config.root);
      const { files, shadowed } = readLayers(root, layers);
      // Astro keeps entries between builds by what their files hold, and an edition or our code changes them without that.
      const shownBy = JSON.stringify([edition, [...edition.gone], notesOf(edition, root), codeOf(root)]);
      if (context.meta.get('edition') !== shownBy) context.store.clear();
      context.meta.set('edition', shownBy);
      const bodies = new BodyFiles(root, context.config.cacheDir);
      for (const [id, rendered] of renderedIn(context.store)) if (!bodies.holds(rendered)) context.store.delete(id);
      const leftOut = files.filter(({ path }) => path.endsWith('.mdx') && edition.gone.has(pageId(path)));
      // What the last build kept of a file that is not shown any more would pass for a page.
      for (const { file, path } of [...shadowed, ...leftOut]) {
        if (context.store.get(pageId(path))?.filePath === file) context.store.delete(pageId(path));
      }
      const unread = findUnexpectedFiles(root, layers).unread.map(escapePattern);
      const patterns = [
        ...layers.map((layer) => `${layer}/**/*.mdx`),
        ...layers.map((layer) => `!${layer}/data/**`),
        ...[...shadowed, ...leftOut].map(({ file }) => `!${file}`),
        ...unread.flatMap((file) => [`!${file}`, `!${file}/**`]),
      ];
      const idOf = (file: string) => pageId(insideLayer(file, layers));
      const inside = { ...context, store: inEdition(plainOnly(context.store, root), edition) };
      // After each edit `astro dev` writes all that it keeps and reads it again; a module is compiled when its page is looked at.
      const reader = context.watcher ? tolerant(inside) : rendering(inside, edition, root, bodies, idOf);
      await glob({ base: '.', pattern: patterns, generateId: ({ entry }) => idOf(entry) }).load(reader);
      if (!context.watcher) bodies.keepOnly(renderedIn(context.store).map(([, rendered]) => rendered));
    },
  };
}

/** A path as a pattern that matches nothing else. */
function escapePattern(path: string): string {
  return path.replace(/[\\()[\]{}!*?+@|^$]/g, '\\$&');
}

/** A store without what Astro's glob finds behind a link, which it follows; one may be made while `astro dev` runs. */
function plainOnly(store: LoaderContext['store'], root: string): LoaderContext['store'] {
  return {
    ...store,
    set(entry) {
      if (fileTypeAt(root, entry.filePath ?? '').type === 'file') return store.set(entry);
      store.delete(entry.id);
      return false;
    },
  };
}

/** The bodies that Astro keeps, by the ids of their pages. */
function renderedIn(store: LoaderContext['store']): [id: string, rendered: RenderedBody][] {
  return store.values().flatMap(({ id, rendered }) => (rendered ? [[id, rendered as RenderedBody]] : []));
}

/** Reads for a build, so that only pages that draw components become modules, and the others HTML that Astro keeps. */
function rendering(
  context: LoaderContext & Partial<Readers>,
  edition: Edition,
  root: string,
  bodies: BodyFiles,
  idOf: (file: string) => string,
): LoaderContext & Readers {
  const { config, entryTypes, store, generateDigest } = context;
  const types = [...(entryTypes ?? [])].map(([ending, type]): [string, Reader] => [
    ending,
    {
      ...type,
      // Astro asks for the fields of every page, and needs none where it finds the page as it was.
      async getEntryInfo(file) {
        const before = store.get(idOf(relative(root, fileURLToPath(file.fileUrl)).split(sep).join('/')));
        const isAsBefore = before?.filePath !== undefined && before.digest === generateDigest(file.contents);
        return isAsBefore ? { data: before.data, body: '' } : type.getEntryInfo(file);
      },
      getRenderFunction:
        async () =>
        async ({ id, body, data, filePath }) => {
          const text = textWithNote(edition, root, id, body);
          if (drawsComponents(text)) return undefined;
          return bodies.moved(await renderBody(text, pathToFileURL(filePath), data, config));
        },
    },
  ]);
  return {
    ...context,
    entryTypes: new Map(types),
    store: { ...store, set: (entry) => store.set(entry.rendered ? entry : { ...entry, deferredRender: true }) },
  };
}

/** Stands for the fields of a page that Astro cannot read. */
const UNREADABLE = {};

/**
 * Reads for `astro dev`, which would not start with a page whose front matter is wrong. Such a page is left out, or stays
 * as it was; what is wrong with it is shown in its place, and the others go on.
 */
function tolerant(context: LoaderContext & Partial<Readers>): LoaderContext & Readers {
  const { parseData, store, entryTypes } = context;
  const types = [...(entryTypes ?? [])].map(([ending, type]): [string, Reader] => {
    const getEntryInfo: Reader['getEntryInfo'] = async (file) => {
      try {
        return await type.getEntryInfo(file);
      } catch {
        // Without any field it is no page, which parsing finds.
        return { data: {}, body: '', slug: '', rawData: '' };
      }
    };
    return [ending, { ...type, getEntryInfo }];
  });
  return {
    ...context,
    entryTypes: new Map(types),
    parseData: (entry) => parseData(entry).catch(() => UNREADABLE as typeof entry.data),
    store: { ...store, set: (entry) => entry.data !== UNREADABLE && store.set(entry) },
  };
}

/** What files of an ending are read with. Astro passes it to its own loaders, and names it in no type. */
interface Reader {
  getEntryInfo(file: { contents: string; fileUrl: URL }): Promise<unknown>;
  getRenderFunction?(): Promise<(entry: WrittenPage) => Promise<RenderedBody | undefined>>;
}

interface WrittenPage {
  id: string;
  body: string;
  data: Record<string, unknown>;
  filePath: string;
}

interface Readers {
  entryTypes: ReadonlyMap<string, Reader>;
}

/** The notes with what they say. */
function notesOf({ notes }: Edition, root: string): [id: string, text: string | undefined][] {
  return [...notes].map(([id, file]) => [id, readText(root, file).text]);
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
      // Nobody reads the text of a page that was rendered, and Astro would keep it twice.
      const { body: _, ...drawn } = entry;
      return store.set({ ...drawn, data: { ...others, ...value } });
    },
  };
}
