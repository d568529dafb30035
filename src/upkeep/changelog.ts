import type { FileChange } from '#load/git.ts';
import { pageId } from '#schema/pages/index.ts';
import { destinationOf, type Redirects } from '#schema/redirects.ts';
import { withoutMoves } from './relinking.ts';

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
export interface ChangelogPage {
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
export function changelogOf(
  commits: readonly Commit[],
  pages: readonly ChangelogPage[],
  redirects: Redirects,
): PageNews[] {
  const byFile = new Map(pages.map((page) => [page.file, page]));
  const entries = new Map<string, PageNews>();
  for (const { day, files } of commits) {
    // Commits go back in time, so look for a renamed file under its old name from here on.
    for (const { path, from } of files) {
      const page = byFile.get(path);
      if (page && from !== undefined) byFile.set(from, page);
    }
    for (const change of files) {
      const page = byFile.get(change.path);
      const news = page && newsOf(change, page, redirects);
      if (!news) continue;
      const key = `${day} ${page.id}`;
      const other = entries.get(key)?.news ?? 'changed';
      if (!entries.has(key) || RANK.indexOf(news) < RANK.indexOf(other)) entries.set(key, { day, id: page.id, news });
    }
  }
  return [...entries.values()].sort((a, b) => b.day.localeCompare(a.day, 'en'));
}

/** Priority of the types if a page has several changes on one day. */
export const RANK: readonly News[] = ['added', 'moved', 'rewritten', 'changed'];

function newsOf({ change, from, lines }: CountedChange, page: ChangelogPage, redirects: Redirects): News | undefined {
  if (change === 'removed') return undefined;
  if (change === 'added') return page.replaces ? 'rewritten' : 'added';
  const old = from === undefined ? undefined : idOfFile(from);
  if (old !== undefined && old !== page.id && redirects.has(old)) return 'moved';
  if (lines < SIGNIFICANT) return undefined;
  return lines >= page.lines ? 'rewritten' : 'changed';
}

/** Change of a page between two versions of the handbook. */
export interface PageChange {
  /** `reviewed` if only the review log differs, `relinked` if only links to moved pages do. */
  change: 'added' | 'moved' | 'changed' | 'relinked' | 'reviewed' | 'removed';
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
export interface PageVersion {
  id: string;
  title: string;
  file: string;
  /** Front matter without the review log, and body, as one text. */
  text: string;
  /** Review log, as text. */
  reviews: string;
}

/** Types of change, in the order of the report. */
const CHANGE_ORDER: readonly PageChange['change'][] = ['added', 'moved', 'changed', 'removed', 'relinked', 'reviewed'];

/**
 * Compares two versions of the handbook for readers. Sorts added pages first, then moved, changed, removed, relinked and
 * reviewed ones, each by title.
 * @param redirects Redirects of moved pages, in the later version.
 */
export function pageChanges(
  before: readonly PageVersion[],
  after: readonly PageVersion[],
  redirects: Redirects,
): PageChange[] {
  const [old, now] = [new Map(before.map((page) => [page.id, page])), new Map(after.map((page) => [page.id, page]))];
  const gone = before.filter(({ id }) => !now.has(id));
  const oldIds = new Map<string, string>();
  for (const { id } of gone) {
    const to = destinationOf(redirects, id);
    // A redirect to a page that existed before merges two pages; only one to a new page is a move.
    if (to !== undefined && !old.has(to) && !oldIds.has(to)) oldIds.set(to, id);
  }
  const canonical = withoutMoves(redirects);
  const present = after.flatMap((page) => changeOf(old.get(oldIds.get(page.id) ?? page.id), page, canonical));
  const moved = new Set(oldIds.values());
  const removed = gone
    .filter(({ id }) => !moved.has(id))
    .map(({ id, title, file }): PageChange => {
      const to = destinationOf(redirects, id);
      return { change: 'removed', id, title, file, ...(to === undefined ? {} : { to }) };
    });
  const rank = ({ change }: PageChange) => CHANGE_ORDER.indexOf(change);
  return [...present, ...removed].sort((a, b) => rank(a) - rank(b) || a.title.localeCompare(b.title, 'en'));
}

/**
 * Compares a page with its earlier version; returns an empty list if both are equal.
 * @param canonical Makes texts equal that differ only in links to moved pages.
 */
function changeOf(
  before: PageVersion | undefined,
  page: PageVersion,
  canonical: (text: string) => string,
): PageChange[] {
  const { id, title, file } = page;
  if (!before) return [{ change: 'added', id, title, file }];
  const was = {
    ...(before.id === id ? {} : { id: before.id }),
    ...(before.title === title ? {} : { title: before.title }),
  };
  if (before.id !== id) return [{ change: 'moved', id, title, file, was }];
  const isRelinked = before.text !== page.text && canonical(before.text) === canonical(page.text);
  if (before.file === file && isRelinked) return [{ change: 'relinked', id, title, file }];
  if (before.text !== page.text || before.file !== file)
    return [{ change: 'changed', id, title, file, ...(before.title === title ? {} : { was }) }];
  return before.reviews === page.reviews ? [] : [{ change: 'reviewed', id, title, file }];
}

/** Returns the page id of a file, by its path from the root; undefined if it is no page. */
export function idOfFile(file: string): string | undefined {
  const [, path] = /^(?:org\/)?content\/((?!data\/).*\.mdx)$/.exec(file) ?? [];
  return path === undefined ? undefined : pageId(path);
}
