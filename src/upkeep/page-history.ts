import type { Handbook } from '#check/handbook.ts';
import type { Edition } from '#editions/edition.ts';
import { editionOf } from '#editions/edition-of.ts';
import { textOfPage } from '#editions/page-text.ts';
import { load } from '#load/content.ts';
import { changedPaths, fileChanges, gitIn, resolve, UserError } from '#load/git.ts';
import { LAYERS } from '#load/layers.ts';
import type { ReadPage } from '#load/pages.ts';
import { frontMatterIn } from '#schema/note.ts';
import type { Redirects } from '#schema/redirects.ts';
import {
  type Changelog,
  type Commit,
  type CountedChange,
  changelogOf,
  idOfFile,
  type PageChange,
  type PageVersion,
  pageChanges,
  type Release,
  SIGNIFICANT,
} from './changelog.ts';
import { atCommit, changesSince } from './changes.ts';
import { linkChanges } from './relinking.ts';

/** Number of days that the changelog covers, up to the latest commit. */
const DAYS = 365;

/** Prefix of the id and date of each commit. No path or number in the output starts with it. */
const MARK = '@';

/** Git options that list the kind of change, paths and line counts. `-z` allows any character in a path. */
const LISTED = ['--raw', '--numstat', '-z', '--find-renames', '--no-ext-diff', '--relative'];

/** Line counts of `--numstat -z`, hyphens for a binary file, and a path, or an old and a new one. */
const LINES = /(?<=^|\0)(\d+|-)\t(\d+|-)\t(?:\0[^\0]*\0)?([^\0]*)\0/g;

/** Commit with its id. */
interface IdentifiedCommit extends Commit {
  id: string;
}

/** Commits and releases of a handbook. */
export interface History {
  /** Newest first. */
  commits: IdentifiedCommit[];
  releases: Release[];
}

/** Reads the changelog of the pages of an edition. */
export async function readChangelog(
  root: string,
  { pages, redirects }: Pick<Handbook, 'pages' | 'redirects'>,
): Promise<Changelog> {
  const { commits, releases } = await readHistory(root);
  const withoutLinkChanges = await dropLinkChanges(root, commits, redirects);
  const covered = pages
    .filter(({ id }) => id !== '404')
    .map(({ id, file, text = '', overriddenTitle }) => {
      return { id, file, lines: text.split('\n').length, replaces: overriddenTitle !== undefined };
    });
  return { news: changelogOf(withoutLinkChanges, covered, redirects), releases };
}

/** Leaves out the changes of pages in which only links were rewritten, as by `npm run move`. */
async function dropLinkChanges(
  root: string,
  commits: readonly IdentifiedCommit[],
  redirects: Redirects,
): Promise<Commit[]> {
  // A rewritten link replaces one line by another. Removed lines alone are no news.
  const isCandidate = ({ change, path, lines }: CountedChange) =>
    change === 'changed' && lines >= SIGNIFICANT && lines % 2 === 0 && idOfFile(path) !== undefined;
  const candidates = commits.flatMap(({ id: commit, files }) =>
    files.filter(isCandidate).map((file) => ({ commit, path: file.path, file })),
  );
  const dropped = new Set([...(await linkChanges(gitIn(root), candidates, redirects))].map(({ file }) => file));
  return commits.map(({ day, files }) => ({ day, files: files.filter((file) => !dropped.has(file)) }));
}

/**
 * Reads the commits of the last `DAYS` days that touched the layers, and the tags of versions.
 * @param root The folder of the handbook.
 * @throws UserError if there is no repository, or the clone is shallow.
 */
export async function readHistory(root: string): Promise<History> {
  const git = gitIn(root);
  if ((await git(['rev-parse', '--is-shallow-repository'])).trim() === 'true') {
    throw new UserError('This is a shallow clone. Fetch the whole history: git fetch --unshallow');
  }
  // Counted from the latest commit and not from today, so that a commit gives the same changelog on any day.
  const latest = new Date((await git(['log', '-1', '--format=%cI'])).trim());
  const first = new Date(latest.getTime() - DAYS * 86_400_000).toISOString();
  const listing = ['log', `--since=${first}`, `--format=%x00${MARK}%H %cI`, ...LISTED, '--', ...LAYERS];
  const tags = ['for-each-ref', '--merged=HEAD', '--format=%(refname:lstrip=2) %(creatordate:iso-strict)', 'refs/tags'];
  const log = await git(listing, { repositoryAttributes: true });
  return { commits: commitsIn(log), releases: releasesIn(await git(tags)) };
}

function commitsIn(log: string): IdentifiedCommit[] {
  return log
    .split(`\0${MARK}`)
    .slice(1)
    .map((commit) => {
      const end = commit.indexOf('\0');
      const [id = '', date = ''] = commit.slice(0, end).split(' ');
      return { id, day: dayOf(date), files: filesIn(commit.slice(end + 1).trimStart()) };
    });
}

/** Parses the changes of a commit, and their line counts. */
function filesIn(output: string): CountedChange[] {
  const counts = [...output.matchAll(LINES)].map(([, added, removed, path = '']) => {
    return [path, (Number(added) || 0) + (Number(removed) || 0)] as const;
  });
  const lines = new Map(counts);
  return fileChanges(output).map((change) => ({ ...change, lines: lines.get(change.path) ?? 0 }));
}

/** Parses the tags that name versions, newest first. Other tags are for machines and left out. */
function releasesIn(tags: string): Release[] {
  return tags
    .split('\n')
    .map((line) => line.split(' '))
    .filter(([name = '']) => /^v?\d/.test(name))
    .map(([name = '', date = '']) => ({ name, day: dayOf(date) }))
    .sort((a, b) => b.day.localeCompare(a.day, 'en'));
}

function dayOf(date: string): string {
  return new Date(date).toISOString().slice(0, 10);
}

/**
 * Finds the commit that a day, branch, tag or commit id names. A day means the last commit before it, in UTC.
 * @throws UserError if there is none.
 */
export async function commitOf(root: string, written: string): Promise<string> {
  const git = gitIn(root);
  const isDay = /^\d{4}-\d\d-\d\d$/.test(written);
  const found = isDay
    ? (await git(['rev-list', '-1', `--before=${written}T00:00:00Z`, 'HEAD'])).trim()
    : await resolve(git, `${written}^{commit}`);
  if (found) return found;
  throw new UserError(
    isDay ? `There was nothing before ${written}` : `There is no day, branch, tag or commit "${written}"`,
  );
}

/** Differences between a commit and the working tree. */
export interface Difference {
  /** Id of the commit. */
  since: string;
  pages: PageChange[];
  /** Paths of other changed files in the layers: data, settings, notes, pictures. */
  beside: string[];
  /** Number of changed files outside the layers. */
  others: number;
}

/** Audience to compare for; the strictest if left out. */
interface Audience {
  edition?: string | undefined;
}

/**
 * Compares the working tree, uncommitted changes included, with a commit.
 * @param commit Id of the commit.
 */
export async function differenceSince(root: string, commit: string, options: Audience = {}): Promise<Difference> {
  const now = versionsIn(root, options);
  const before = await atCommit(root, commit, (folder) => versionsIn(folder, options));
  const files = changedPaths(await changesSince(root, commit));
  const inLayers = files.filter((file) => /^(content|org)\//.test(file));
  return {
    since: commit,
    pages: pageChanges(before.pages, now.pages, now.redirects),
    beside: inLayers.filter((file) => idOfFile(file) === undefined).sort(),
    others: files.length - inLayers.length,
  };
}

function versionsIn(root: string, options: Audience): { pages: PageVersion[]; redirects: Redirects } {
  const { pages, redirects, edition } = editionOf(load(root), options.edition);
  return { pages: pages.map((page) => versionOf(page, edition)), redirects };
}

function versionOf(page: ReadPage, edition: Edition): PageVersion {
  const { id, file, frontmatter } = page;
  const { reviewed, ...fields } = (frontmatter?.value ?? {}) as Record<string, unknown>;
  // Git may convert line ends, so those of a working tree can differ from those of the commit.
  const whole = (page.text ?? '').replaceAll('\r\n', '\n');
  // The strictest audience sees the whole text. Parsing each page again would take as long as reading the handbook.
  const shown = edition.audience === edition.audiences.at(-1) ? whole : textOfPage(edition, whole);
  const text = `${JSON.stringify(fields)}\n${shown.slice(frontMatterIn(shown).length)}`;
  return { id, title: String(fields['title'] ?? id), file, text, reviews: JSON.stringify(reviewed) };
}
