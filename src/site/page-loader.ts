import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Loader, LoaderContext } from 'astro/loaders';
import type * as z from 'zod';
import { type Edition, fieldsIn } from '#editions/edition.ts';
import { textWithNote } from '#editions/page-text.ts';
import { type Content, reloadPages } from '#load/content.ts';
import { codeOf } from '#load/inputs.ts';
import { notesFolder } from '#load/layers.ts';
import { isPlainMarkdown } from '#load/mdx.ts';
import type { ReadNote } from '#load/notes.ts';
import type { ReadPage } from '#load/pages.ts';
import { frontMatterIn, withEmptyFrontMatter } from '#schema/note.ts';
import { type Page, page } from '#schema/pages/index.ts';
import { resolve } from '#schema/schema-problems.ts';

/** Entry of Astro's data store. */
type Entry = Parameters<LoaderContext['store']['set']>[0];

/**
 * Astro loader of the pages of an edition, from all layers. Renders a body of plain Markdown to HTML here; one with
 * components or fields in it stays MDX, which Astro compiles as a module. In `astro dev` all bodies stay MDX, so that a
 * body is compiled only when its page is requested.
 */
export function pageLoader(content: Content, edition: Edition): Loader {
  return {
    name: 'playbook-pages',
    async load(context) {
      const { root, layers } = content;
      let syncing = syncPages(context, edition, content);
      await syncing;
      const folders = [...layers, ...layers.slice(1).map(notesFolder)].map((folder) => join(root, folder, '/'));
      context.watcher?.on('all', (_event, path) => {
        if (!path.endsWith('.mdx') || !folders.some((folder) => path.startsWith(folder))) return;
        syncing = syncing
          .then(() => syncPages(context, edition, { ...content, ...reloadPages(content) }))
          .catch(({ message }: Error) => context.logger.error(message));
      });
    },
  };
}

/** Updates the store: reuses the entries of unchanged files and creates the others. */
async function syncPages(
  context: LoaderContext,
  edition: Edition,
  { root, pages, notes }: Pick<Content, 'root' | 'pages' | 'notes'>,
): Promise<void> {
  const { store, meta } = context;
  // Cache key: an edition or our code can change an entry although its file is unchanged.
  const maker = JSON.stringify([edition, [...edition.excluded], codeOf(root), context.watcher !== undefined]);
  const before = new Map(meta.get('maker') === maker ? store.entries() : []);
  meta.set('maker', maker);
  const shown = pages.filter(({ id }) => !edition.excluded.has(id));
  const noteOn = new Map(notes.filter(({ id, file }) => edition.notes.get(id) === file).map((note) => [note.id, note]));
  const entries = await Promise.all(
    // If a page cannot be read, its earlier entry stays: the check reports the problem.
    shown.map(
      async (read) => (await entryOf(context, edition, root, read, noteOn.get(read.id), before)) ?? before.get(read.id),
    ),
  );
  store.clear();
  for (const entry of entries) if (entry) store.set(entry as Entry);
}

/** Creates the entry of a page, or returns the earlier one if nothing has changed. Undefined for an invalid page. */
async function entryOf(
  context: LoaderContext,
  edition: Edition,
  root: string,
  { id, file, text, frontmatter }: ReadPage,
  note: ReadNote | undefined,
  entries: ReadonlyMap<string, unknown>,
): Promise<Entry | undefined> {
  if (text === undefined) return undefined;
  const before = entries.get(id) as Entry | undefined;
  // The settings may give fields to a page whose file is unchanged.
  const digest = context.generateDigest(`${text}\0${note?.text ?? ''}\0${JSON.stringify(frontmatter?.value)}`);
  if (before?.filePath === file && before.digest === digest) return before;
  const data = await context
    .parseData({ id, data: (frontmatter?.value ?? {}) as Record<string, unknown>, filePath: file })
    .catch((error: Error) => {
      if (!context.watcher) throw error;
    });
  if (data === undefined) return undefined;
  const entry = { id, data: shownFields(edition, id, data), filePath: file, digest };
  const shown = textWithNote(edition, text, note);
  const body = shown.slice(frontMatterIn(shown).length);
  if (context.watcher || !isPlainMarkdown(body)) return { ...entry, deferredRender: true };
  const rendered = await context.renderMarkdown(withEmptyFrontMatter(body), {
    fileURL: pathToFileURL(join(root, file)),
  });
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
  for (const [key, value] of Object.entries(data)) (Object.hasOwn(shape, key) ? own : others)[key] = value;
  return { ...others, ...fieldsIn(edition, page, id, own as Page).value };
}
