import type { FileChange } from './drift.ts';
import { pageId } from './pages/index.ts';
import { destinationOf, type Redirects } from './redirects.ts';

/** The address of the page that tells readers what changed. */
export const CHANGES = '/changes/';

/** The address of the feed of it. */
export const FEED = '/changes.xml';

/** What a commit did to a file. */
export interface CountedChange extends FileChange {
  /** How many lines came and went, together; 0 for pictures and the like. */
  lines: number;
}

/** A commit as far as readers are concerned. */
export interface Commit {
  /** The day on which it came in, in UTC, as 2026-01-31. */
  day: string;
  files: readonly CountedChange[];
}

/** A version that was given a name. */
export interface Release {
  name: string;
  /** The day of it, in UTC, as 2026-01-31. */
  day: string;
}

/** What readers of a page are told: it is new, has another address, or reads differently, on the whole or in part. */
export type News = 'added' | 'moved' | 'rewritten' | 'changed';

/** What happened to a page on a day. */
export interface PageNews {
  day: string;
  id: string;
  news: News;
}

/** What readers are told of the last months, the latest first. */
export interface Changelog {
  news: PageNews[];
  releases: Release[];
}

/** A page whose history is told. */
export interface ToldPage {
  id: string;
  /** The path of its file from the root. */
  file: string;
  /** How many lines it has. */
  lines: number;
  /** Whether it took the place of a page that was there before. */
  replaces: boolean;
}

/**
 * From how many lines, that came or went, on a change is worth telling: about four lines that were written anew.
 * What is smaller is a typing error, a link or the log of a review.
 */
export const SIGNIFICANT = 8;

/**
 * What happened to the pages that there are, the latest first, and one line for each page and day.
 * @param commits The latest first.
 * @param redirects Where pages went: a page has only moved for readers where its old address leads on.
 */
export function changelogOf(commits: readonly Commit[], pages: readonly ToldPage[], redirects: Redirects): PageNews[] {
  const byFile = new Map(pages.map((page) => [page.file, page]));
  const told = new Map<string, PageNews>();
  for (const { day, files } of commits) {
    // Going back in time, a file is looked for under the name that it had before.
    for (const { path, from } of files.filter(({ change }) => change === 'renamed')) {
      const page = byFile.get(path);
      if (page && from !== undefined) byFile.set(from, page);
    }
    for (const change of files) {
      const page = byFile.get(change.path);
      const news = page && newsOf(change, page, redirects);
      if (!news) continue;
      const [key, line] = [`${day} ${page.id}`, { day, id: page.id, news }];
      const other = told.get(key);
      if (!other || RANK.indexOf(news) < RANK.indexOf(other.news)) told.set(key, line);
    }
  }
  return [...told.values()].sort((a, b) => b.day.localeCompare(a.day, 'en'));
}

/** What is told of a page to which several things happened on one day. */
const RANK: readonly News[] = ['added', 'moved', 'rewritten', 'changed'];

function newsOf({ change, from, lines }: CountedChange, page: ToldPage, redirects: Redirects): News | undefined {
  if (change === 'removed') return undefined;
  if (change === 'added') return page.replaces ? 'rewritten' : 'added';
  const old = change === 'renamed' && from !== undefined ? idOfFile(from) : page.id;
  if (old !== undefined && old !== page.id && redirects.has(old)) return 'moved';
  if (lines < SIGNIFICANT) return undefined;
  return lines >= page.lines ? 'rewritten' : 'changed';
}

/** What one version of the handbook has that another has not, for a page. */
export interface PageChange {
  /** `reviewed` where nothing but the log of its reviews is different. */
  change: 'added' | 'moved' | 'changed' | 'reviewed' | 'removed';
  id: string;
  title: string;
  /** The path of its file from the root; of a page that was removed the one it had. */
  file: string;
  /** The id that it had, where it has moved, or the title, where that is another. */
  was?: { id?: string; title?: string };
  /** The page that readers of one that was removed are led to. */
  to?: string;
}

/** A page as far as two versions of it are compared. */
export interface Version {
  id: string;
  title: string;
  file: string;
  /** Its front matter without the log of reviews, and its body, as one text. */
  text: string;
  /** The log of its reviews as a text. */
  reviews: string;
}

/**
 * What is different for readers between two versions of the handbook: what was added first, then what moved, changed
 * and went, each by title.
 * @param redirects Where pages went, as the later version says it.
 */
export function pageChanges(before: readonly Version[], after: readonly Version[], redirects: Redirects): PageChange[] {
  const [old, now] = [new Map(before.map((page) => [page.id, page])), new Map(after.map((page) => [page.id, page]))];
  const cameFrom = new Map<string, string>();
  for (const { id } of before.filter((page) => !now.has(page.id))) {
    const to = destinationOf(redirects, id);
    // Readers of a page that was there before are led to another page; only one that is new is the same page.
    if (to !== undefined && !old.has(to) && !cameFrom.has(to)) cameFrom.set(to, id);
  }
  const moved = new Set(cameFrom.values());
  const stayed = after.flatMap((page): PageChange[] => {
    const from = cameFrom.get(page.id);
    const earlier = old.get(from ?? page.id);
    const { id, title, file } = page;
    if (!earlier) return [{ change: 'added', id, title, file }];
    const renamed = earlier.title === title ? {} : { title: earlier.title };
    if (from !== undefined) return [{ change: 'moved', id, title, file, was: { id: from, ...renamed } }];
    const isSame = earlier.text === page.text && earlier.file === file;
    if (isSame && earlier.reviews === page.reviews) return [];
    if (isSame) return [{ change: 'reviewed', id, title, file }];
    return [{ change: 'changed', id, title, file, ...(earlier.title === title ? {} : { was: renamed }) }];
  });
  const removed = before
    .filter(({ id }) => !now.has(id) && !moved.has(id))
    .map(({ id, title, file }): PageChange => {
      const to = destinationOf(redirects, id);
      return { change: 'removed', id, title, file, ...(to === undefined ? {} : { to }) };
    });
  const rank = (change: PageChange['change']) => TOLD.indexOf(change);
  return [...stayed, ...removed].sort(
    (a, b) => rank(a.change) - rank(b.change) || a.title.localeCompare(b.title, 'en'),
  );
}

/** The changes in the order in which they are told. */
export const TOLD: readonly PageChange['change'][] = ['added', 'moved', 'changed', 'removed', 'reviewed'];

/** The id of the page that a file of a layer is, by its path from the root; nothing for what is none. */
export function idOfFile(file: string): string | undefined {
  const [, path] = /^(?:org\/)?content\/((?!data\/).*\.mdx)$/.exec(file) ?? [];
  return path === undefined ? undefined : pageId(path);
}
