import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Loader, LoaderContext } from 'astro/loaders';
import type * as z from 'zod';
import { type Edition, fieldsIn } from '#editions/edition.ts';
import { codeOf } from '#load/inputs.ts';
import { LAYERS, type LayerFile, notesFolder, readLayers } from '#load/layers.ts';
import { isPlainMarkdown } from '#load/mdx.ts';
import { textWithNote } from '#load/notes.ts';
import { readText } from '#load/text.ts';
import { readYaml } from '#load/yaml.ts';
import { frontMatterIn } from '#schema/note.ts';
import { type Page, page, pageId } from '#schema/pages/index.ts';
import { resolve } from '#schema/schema-problems.ts';

/** Entry of Astro's data store. */
type Entry = Parameters<LoaderContext['store']['set']>[0];

/**
 * Astro loader of the pages of an edition, from all layers. Renders a body of plain Markdown to HTML here; one with
 * components or fields in it stays MDX, which Astro compiles as a module. In `astro dev` all bodies stay MDX, so that a
 * body is compiled only when its page is requested.
 */
export function pageLoader(edition: Edition, layers: readonly string[] = LAYERS): Loader {
  return {
    name: 'playbook-pages',
    async load(context) {
      const root = fileURLToPath(context.config.root);
      let syncing = syncPages(context, edition, root, layers);
      await syncing;
      const folders = [...layers, ...layers.slice(1).map(notesFolder)].map((folder) => join(root, folder, '/'));
      context.watcher?.on('all', (_event, path) => {
        if (!path.endsWith('.mdx') || !folders.some((folder) => path.startsWith(folder))) return;
        syncing = syncing
          .then(() => syncPages(context, edition, root, layers))
          .catch(({ message }: Error) => context.logger.error(message));
      });
    },
  };
}

/** Updates the store: reuses the entries of unchanged files and creates the others. */
async function syncPages(
  context: LoaderContext,
  edition: Edition,
  root: string,
  layers: readonly string[],
): Promise<void> {
  const { store, meta } = context;
  // Cache key: an edition or our code can change an entry although its file is unchanged.
  const maker = JSON.stringify([edition, [...edition.excluded], codeOf(root), context.watcher !== undefined]);
  const before = new Map(meta.get('maker') === maker ? store.entries() : []);
  meta.set('maker', maker);
  const files = readLayers(root, layers).files.filter(
    ({ path }) => path.endsWith('.mdx') && !path.startsWith('data/') && !edition.excluded.has(pageId(path)),
  );
  const entries = await Promise.all(files.map((file) => entryOf(context, edition, root, file, before)));
  store.clear();
  for (const entry of entries) if (entry) store.set(entry);
}

/**
 * Creates the entry of a page. If the page cannot be read, returns its earlier entry, if any: the check reports the
 * problem.
 */
async function entryOf(
  context: LoaderContext,
  edition: Edition,
  root: string,
  { file, path }: LayerFile,
  entries: ReadonlyMap<string, unknown>,
): Promise<Entry | undefined> {
  const id = pageId(path);
  const before = entries.get(id) as Entry | undefined;
  const { text } = readText(root, file);
  if (text === undefined) return before;
  const note = edition.notes.get(id);
  const digest = context.generateDigest(`${text}\0${note === undefined ? '' : readText(root, note).text}`);
  if (before?.filePath === file && before.digest === digest) return before;
  const head = frontMatterIn(text);
  const fields = readYaml(file, head.replace(/^\uFEFF?---.*\n|\n---[ \t]*(\r?\n)?$/g, '')).located?.value;
  const data = await context
    .parseData({ id, data: (fields ?? {}) as Record<string, unknown>, filePath: file })
    .catch((error: Error) => {
      if (!context.watcher) throw error;
    });
  if (data === undefined) return before;
  const entry = { id, data: shownFields(edition, id, data), filePath: file, digest };
  const shown = textWithNote(edition, root, id, text);
  const body = shown.slice(frontMatterIn(shown).length);
  if (context.watcher || !isPlainMarkdown(body)) return { ...entry, deferredRender: true };
  const rendered = await context.renderMarkdown(body, { fileURL: pathToFileURL(join(root, file)) });
  const { imagePaths = [] } = rendered.metadata ?? {};
  return { ...entry, rendered: { ...rendered, html: rendered.html.trim() }, assetImports: imagePaths };
}

/**
 * Returns the fields of a page as the edition shows them, and those that Starlight adds, which our schema does not
 * know.
 */
function shownFields(edition: Edition, id: string, data: Record<string, unknown>): Record<string, unknown> {
  const { shape } = resolve(page, data) as z.ZodObject;
  const [own, others] = [{} as Record<string, unknown>, {} as Record<string, unknown>];
  for (const [key, value] of Object.entries(data)) (key in shape ? own : others)[key] = value;
  return { ...others, ...fieldsIn(edition, page, id, own as Page).value };
}
