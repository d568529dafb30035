import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Loader, LoaderContext } from 'astro/loaders';
import { type Edition, fieldsIn, nameOf } from '#editions/edition.ts';
import { shownNote } from '#editions/page-text.ts';
import type { Content } from '#load/content.ts';
import { readData } from '#load/data.ts';
import { readLayers } from '#load/layers.ts';
import { parseNote } from '#load/notes.ts';
import { readText } from '#load/text.ts';
import { type DataName, data } from '#schema/data/index.ts';
import { type DataNote, withEmptyFrontMatter } from '#schema/note.ts';

/**
 * Astro loader of one data collection. In `astro dev` it reads again when a data file or a note on an entry changes.
 * Entries with problems are left out, because the check reports them.
 */
export function dataLoader(collection: DataName, content: Content, edition: Edition): Loader {
  const { root, layers } = content;
  return {
    name: `playbook-data-${collection}`,
    async load({ store, parseData, renderMarkdown, watcher, generateDigest }) {
      const sync = async ({ entries, unread }: Pick<ReturnType<typeof readData>, 'entries' | 'unread'>) => {
        const own = entries.filter((entry) => entry.collection === collection);
        // Keeps the last valid entries while a file is invalid, so that the pages that render them go on working.
        if (!unread.has(collection) && own.every((entry) => entry.data !== undefined)) store.clear();
        for (const { id, file, data: fields } of own) {
          if (edition.excluded.has(nameOf(collection, id)) || fields === undefined) continue;
          const { value } = fieldsIn<unknown>(edition, data[collection], nameOf(collection, id), fields);
          const parsed = await parseData({ id, data: value as Record<string, unknown> });
          const annotation = await dataNote(edition, root, nameOf(collection, id), renderMarkdown);
          const shown = annotation ? { ...parsed, annotation } : parsed;
          store.set({ id, data: shown, filePath: file, digest: generateDigest(shown) });
        }
      };
      await sync({ entries: [...content.entries], unread: new Set(content.unreadCollections) });
      const ours = new RegExp(`/data/${collection}/[^/]+\\.(yaml|mdx)$`);
      watcher?.on('all', async (_event, path) => {
        if (!ours.test(path.replaceAll('\\', '/'))) return;
        await sync(readData(root, readLayers(root, layers, `data/${collection}/`).files, layers));
      });
    },
  };
}

/** Returns the note on an entry of data, with its text rendered to HTML. */
async function dataNote(
  edition: Edition,
  root: string,
  name: string,
  renderMarkdown: LoaderContext['renderMarkdown'],
): Promise<DataNote | undefined> {
  const file = edition.notes.get(name);
  const text = file === undefined ? undefined : readText(root, file).text;
  if (file === undefined || text === undefined) return undefined;
  const shown = shownNote(edition, parseNote(file, text));
  if (!shown) return undefined;
  const { html } = await renderMarkdown(withEmptyFrontMatter(shown.words), {
    fileURL: pathToFileURL(join(root, file)),
  });
  const { title, owner, reviewed } = shown.note;
  return { ...(title === undefined ? {} : { title }), owner, reviewed, html };
}
