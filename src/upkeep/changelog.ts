import type { FileChange } from '#load/git.ts';
import { pageId } from '#schema/pages/index.ts';
import { destinationOf, type Redirects } from '#schema/redirects.ts';

/** Change of a file in a commit. */
export interface CountedChange extends FileChange {
  /** Number of added and removed lines together; 0 for binary files. */
  lines: number;
}

/** Commit, reduced to what the changelog needs. */
export interface Commit {
  /** Date on which it was merged, in UTC, as YYYY-MM-DD. */
  day: string;
  files: readonly CountedChange[];
}

/** Named version. */
export interface Release {
  name: string;
  /** Date in UTC, as YYYY-MM-DD. */
  day: string;
}

/** Type of changelog entry: the page is new, has another URL, or was rewritten or changed in part. */
export type News = 'added' | 'moved' | 'rewritten' | 'changed';

/** Changelog entry: one page on one day. */
export interface PageNews {
  day: string;
  id: string;
  news: News;
}

/** Changelog of the last months, the latest first. */
export interface Changelog {
  news: PageNews[];
  releases: Release[];
}

/** Page that the changelog covers. */
export interface ToldPage {
  id: string;
  /** Path of its file from the root. */
  file: string;
  /** Number of lines. */
  lines: number;
  /** True if it overrides an existing page. */
  replaces: boolean;
}

/**
 * Least number of added and removed lines for an entry, about four rewritten lines. Smaller changes are typos, links or
 * review logs.
 */
export const SIGNIFICANT = 8;

/**
 * Computes the changelog of the existing pages, the latest first, with one entry per page and day.
 * @param commits Commits, the latest first.
 * @param redirects Redirects of moved pages: a rename counts as a move only if the old URL redirects.
 */
export function changelogOf(commits: readonly Commit[], pages: readonly ToldPage[], redirects: Redirects): PageNews[] {
  const byFile = new Map(pages.map((page) => [page.file, page]));
  const told = new Map<string, PageNews>();
  for (const { day, files } of commits) {
    // Commits go back in time, so look for a renamed file under its old name from here on.
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

/** Priority of the types if a page has several changes on one day. */
export const RANK: readonly News[] = ['added', 'moved', 'rewritten', 'changed'];

function newsOf({ change, from, lines }: CountedChange, page: ToldPage, redirects: Redirects): News | undefined {
  if (change === 'removed') return undefined;
  if (change === 'added') return page.replaces ? 'rewritten' : 'added';
  const old = change === 'renamed' && from !== undefined ? idOfFile(from) : page.id;
  if (old !== undefined && old !== page.id && redirects.has(old)) return 'moved';
  if (lines < SIGNIFICANT) return undefined;
  return lines >= page.lines ? 'rewritten' : 'changed';
}

/** Change of a page between two versions of the handbook. */
export interface PageChange {
  /** `reviewed` if only the review log differs. */
  change: 'added' | 'moved' | 'changed' | 'reviewed' | 'removed';
  id: string;
  title: string;
  /** Path of its file from the root; for a removed page the old path. */
  file: string;
  /** Old id, if it has moved; old title, if it has changed. */
  was?: { id?: string; title?: string };
  /** Page to which a removed page redirects. */
  to?: string;
}

/** Page, reduced to the fields that are compared. */
export interface Version {
  id: string;
  title: string;
  file: string;
  /** Front matter without the review log, and body, as one text. */
  text: string;
  /** Review log, as text. */
  reviews: string;
}

/**
 * Compares two versions of the handbook for readers. Sorts added pages first, then moved, changed, removed and reviewed
 * ones, each by title.
 * @param redirects Redirects of moved pages, in the later version.
 */
export function pageChanges(before: readonly Version[], after: readonly Version[], redirects: Redirects): PageChange[] {
  const [old, now] = [new Map(before.map((page) => [page.id, page])), new Map(after.map((page) => [page.id, page]))];
  const cameFrom = new Map<string, string>();
  for (const { id } of before.filter((page) => !now.has(page.id))) {
    const to = destinationOf(redirects, id);
    // A redirect to a page that existed before merges two pages; only one to a new page is a move.
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

/** Types of change, in the order of the report. */
export const TOLD: readonly PageChange['change'][] = ['added', 'moved', 'changed', 'removed', 'reviewed'];

/** Returns the page id of a file, by its path from the root; undefined if it is no page. */
export function idOfFile(file: string): string | undefined {
  const [, path] = /^(?:org\/)?content\/((?!data\/).*\.mdx)$/.exec(file) ?? [];
  return path === undefined ? undefined : pageId(path);
}
