import { type Content, movedPages } from '#load/content.ts';
import { foldersAround, type ReadPage, titleOf } from '#load/pages.ts';
import { namesAround, resolvePath } from '#schema/address.ts';
import { data } from '#schema/data/index.ts';
import { sameName } from '#schema/fields.ts';
import { page } from '#schema/pages/index.ts';
import { IMAGE } from '#schema/picture-types.ts';
import { destinationOf, type Redirects } from '#schema/redirects.ts';
import { referencesIn } from '#schema/references.ts';
import type { Settings } from '#schema/settings.ts';
import { type Edition, fieldsIn, nameOf, shows } from './edition.ts';
import { audiencesAround, audiencesOf, ownedPages, type Readable, readableNotes, readables } from './readable.ts';
import type { ExcludedEntry } from './restricted-strings.ts';

/** Picture in the layers, or file of the organisation: its path from the root, and whether the edition has it. */
export interface Picture {
  file: string;
  shown: boolean;
}

/** Content of one edition, with the entries that must appear nowhere in it. */
export interface EditionContent {
  edition: Edition;
  settings?: Settings;
  /** Pages that the edition shows, with their fields as it shows them. */
  pages: ReadPage[];
  /** New ids of moved pages by their old ids, as far as the edition shows the pages. */
  redirects: Redirects;
  /** Pages, entries and notes for other audiences, and redirects to pages that the edition does not show. */
  excludedEntries: ExcludedEntry[];
  pictures: Picture[];
}

/**
 * Chooses what one edition shows.
 * @param wanted Audience of the edition; the strictest, which may read everything, if left out.
 */
export function editionOf(content: Content, wanted?: string): EditionContent {
  const { settings } = content.settings;
  const audiences = audiencesOf(content);
  const audience = wanted ?? (audiences.at(-1) as string);
  const unseen = [...readables(content), ...notesWithOwnTitles(content, audience)].filter(
    (entry) => !shows({ audience, audiences }, entry.audience),
  );
  const excluded = new Set([...hiddenNames(content), ...unseen.map(({ name }) => name)]);
  const edition: Edition = {
    audience,
    audiences,
    components: content.components.all,
    excluded,
    titles: newTitles(content),
    names: newNames(content),
    owners: Object.fromEntries([...ownedPages(content)].map(([id, { team }]) => [id, team])),
    notes: new Map(
      content.notes
        .filter(({ id, name }) => !excluded.has(id) && !excluded.has(name))
        .map(({ id, file }) => [id, file]),
    ),
  };
  const pages = content.pages.filter(({ id }) => !excluded.has(id)).map((source) => shownPage(edition, source));
  const { redirects, lost } = shownRedirects(content, new Set(pages.map(({ id }) => id)));
  return {
    edition,
    ...(settings ? { settings } : {}),
    pages,
    redirects,
    excludedEntries: [...excludedEntriesIn(unseen, audiences), ...emptyFolders(content, pages), ...lost],
    pictures: [...picturesIn(content, edition, pages), ...filesIn(content, edition)],
  };
}

/** Names of everything that is hidden, including all pages of hidden folders. */
export function hiddenNames({ settings: { settings }, pages }: Content): ReadonlySet<string> {
  const hidden = new Set(settings?.hidden);
  const inFolders = pages.map(({ id }) => id).filter((id) => namesAround(id).some((name) => hidden.has(name)));
  return new Set([...hidden, ...inFolders]);
}

/** New titles of pages, and of entries named as a renamed page that they refer to, such as the term for a role. */
function newTitles(content: Content): Record<string, string> {
  const titles = content.settings.settings?.titles ?? {};
  const names = newNames(content);
  const named = content.entries.flatMap(({ collection, id, located }) => {
    const { title } = located.value as { title?: unknown };
    const renamed = names.get(sameName(String(title)));
    const refersToIt = referencesIn(data[collection], located.value).some((one) => titles[one.id] === renamed);
    return renamed !== undefined && refersToIt ? [[nameOf(collection, id), renamed] as const] : [];
  });
  return { ...titles, ...Object.fromEntries(named) };
}

/** New titles of renamed pages, by the old ones. */
function newNames({ settings: { settings }, pages }: Content): Map<string, string> {
  const titles = settings?.titles ?? {};
  return new Map(
    pages.flatMap((page) => {
      const title = Object.hasOwn(titles, page.id) ? titles[page.id] : undefined;
      return title === undefined ? [] : [[sameName(titleOf(page.frontmatter)), title]];
    }),
  );
}

/** Notes, without the titles that a note of the edition has too. Unlike pages, notes may share a title. */
function notesWithOwnTitles(content: Content, audience: string): Readable[] {
  const notes = readableNotes(content);
  const audiences = audiencesOf(content);
  const shown = notes.filter((note) => shows({ audience, audiences }, note.audience)).map(({ title }) => title);
  return notes.map((note) => (shown.includes(note.title) ? { ...note, title: '' } : note));
}

/**
 * Lists excluded entries. Headings are no restricted strings: they go with their part of the page, and another page may
 * have the same heading.
 */
function excludedEntriesIn(unseen: readonly Readable[], audiences: readonly string[]): ExcludedEntry[] {
  return unseen
    .filter(({ name }) => !name.includes('#'))
    .map(({ name, title, file, overriddenTitle, audience = audiences.at(-1) }) => ({
      name,
      title,
      file,
      overriddenTitle,
      audience,
    }));
}

/** Lists the folders of which an edition shows no page: their names reveal as much as those of pages. */
function emptyFolders({ pages }: Content, shown: readonly ReadPage[]): ExcludedEntry[] {
  const named = new Set(shown.flatMap(({ id }) => namesAround(id)));
  const nested = pages.flatMap((page) =>
    foldersAround(page)
      .filter((folder) => folder.includes('/') && !named.has(folder) && folder !== page.id)
      .map((folder) => [folder, `${page.layer}/${folder}`] as const),
  );
  return [...new Map(nested)].map(([name, file]) => ({ name, title: '', file }));
}

function shownPage(edition: Edition, source: ReadPage): ReadPage {
  return source.data ? { ...source, data: fieldsIn(edition, page, source.id, source.data).value } : source;
}

/**
 * Splits the redirects into those to shown pages and the others. The old address of an excluded page reveals as much as
 * its new one.
 */
function shownRedirects(content: Content, shown: ReadonlySet<string>): { redirects: Redirects; lost: ExcludedEntry[] } {
  const redirects = new Map<string, string>();
  const lost: ExcludedEntry[] = [];
  for (const { from, file } of content.redirects) {
    const to = destinationOf(movedPages(content), from) ?? '';
    if (shown.has(to)) redirects.set(from, to);
    else lost.push({ name: from, title: '', file });
  }
  return { redirects, lost };
}

function picturesIn({ files, overridden }: Content, edition: Edition, pages: readonly ReadPage[]): Picture[] {
  const onPages = new Set(pages.flatMap((source) => picturesOf(source, edition)));
  return [...overridden, ...files]
    .filter(({ file }) => IMAGE.test(file))
    .map(({ file }) => ({ file, shown: onPages.has(file) }));
}

/** Lists the files of the organisation that are copied to the site. */
function filesIn({ publicFiles }: Content, { excluded }: Edition): Picture[] {
  return publicFiles.own.map(({ file, path }) => ({ file, shown: !excluded.has(path) }));
}

/** Lists the pictures beside a page that an edition shows on it, as paths from the root. */
function picturesOf(source: ReadPage, edition: Edition): string[] {
  const isShown = (line: number) => audiencesAround(source, line).every((audience) => shows(edition, audience));
  const images = (source.facts?.images ?? []).filter(({ url, line }) => !url.startsWith('/') && isShown(line));
  return images.map(({ url }) => resolvePath(source.file, url));
}
