import { fileURLToPath } from 'node:url';
import type { Loader } from 'astro/loaders';
import * as z from 'zod';
import {
  type Changelog,
  type Commit,
  type CountedChange,
  changelogOf,
  idOfFile,
  type PageChange,
  pageChanges,
  type Release,
  type ToldPage,
  type Version,
} from '#model/changelog.ts';
import type { Edition } from '#model/edition.ts';
import { frontMatterIn } from '#model/note.ts';
import type { Redirects } from '#model/redirects.ts';
import { atCommit, changedFiles } from './changes.ts';
import { gitIn, resolve, UserError } from './git.ts';
import { type Handbook, type ReadPage, readHandbook } from './handbook.ts';
import { LAYERS } from './layers.ts';
import { textOfPage } from './mdx.ts';
import { readText } from './text.ts';

/** For how many days before the latest commit what happened is told. */
const DAYS = 365;

/** What stands before the day of each commit, and at the start of no path or number. */
const MARK = '@';

/** How git lists files: the kind of change, the paths and the number of lines, whatever a path is called. */
const LISTED = ['--raw', '--numstat', '-z', '--find-renames', '--no-ext-diff', '--relative'];

/** The commits of a handbook. */
export interface History {
  /** The latest first. */
  commits: Commit[];
  releases: Release[];
}

/**
 * What happened to the files of the layers in the last months, and the versions that were given a name.
 * @param root The folder of the handbook.
 * @throws UserError where it is not known: no repository, or a shallow clone.
 */
export async function readHistory(root: string): Promise<History> {
  const git = gitIn(root);
  if ((await git(['rev-parse', '--is-shallow-repository'])).trim() === 'true') {
    throw new UserError('This is a shallow clone. Fetch the whole history: git fetch --unshallow');
  }
  // Not from today: the same commit makes the same handbook on any day.
  const latest = new Date((await git(['log', '-1', '--format=%cI'])).trim());
  const first = new Date(latest.getTime() - DAYS * 86_400_000).toISOString();
  const [log, tags] = await Promise.all([
    git(['log', `--since=${first}`, `--format=%x00${MARK}%cI`, ...LISTED, '--', ...LAYERS], {
      repositoryAttributes: true,
    }),
    git(['for-each-ref', '--merged=HEAD', '--format=%(refname:lstrip=2) %(creatordate:iso-strict)', 'refs/tags']),
  ]);
  return { commits: commitsIn(log), releases: releasesIn(tags) };
}

function commitsIn(log: string): Commit[] {
  const commits: { day: string; tokens: string[] }[] = [];
  for (const token of log.split('\0')) {
    if (token.startsWith(MARK)) commits.push({ day: dayOf(token.slice(1)), tokens: [] });
    else commits.at(-1)?.tokens.push(token);
  }
  return commits.map(({ day, tokens }) => ({ day, files: filesIn(tokens) }));
}

/** Tags that name versions; others are for machines. */
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

/** The one entry of the collection. Our own code makes it, so nothing is checked again. */
export const changelogEntry = z.custom<Changelog>();

/** Astro's loader of what happened to the pages that an edition shows: one entry, where the history is known. */
export function changelogLoader({ pages, redirects }: Pick<Handbook, 'pages' | 'redirects'>): Loader {
  return {
    name: 'playbook-changelog',
    async load({ config, store, logger }) {
      store.clear();
      const root = fileURLToPath(config.root);
      try {
        const { commits, releases } = await readHistory(root);
        const told = pages.filter(({ id }) => id !== '404').map((page) => toldPage(root, page));
        store.set({ id: 'changelog', data: { news: changelogOf(commits, told, redirects), releases } });
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        logger.warn(`What changed is not known: ${error.message}`);
      }
    },
  };
}

function toldPage(root: string, { id, file, below }: ReadPage): ToldPage {
  const lines = (readText(root, file).text ?? '').split('\n').length;
  return { id, file, lines, replaces: below !== undefined };
}

/**
 * The commit that a day, a branch, a tag or a commit means: of a day the last before it, in UTC.
 * @throws UserError where there is none.
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

/** What is different between an earlier version of the handbook and the files as they are. */
export interface Difference {
  /** The commit of the earlier version. */
  since: string;
  pages: PageChange[];
  /** Paths of other files in the layers: data, settings, notes, pictures. */
  beside: string[];
  /** How many files outside the layers are different. */
  others: number;
}

/**
 * Compares the files as they are, committed or not, with those of a commit.
 * @param commit Its id.
 * @param edition The audience to compare for; the narrowest, if left out.
 */
export async function differenceSince(
  root: string,
  commit: string,
  options: { edition?: string | undefined } = {},
): Promise<Difference> {
  const git = gitIn(root);
  const now = versionsIn(root, options);
  const before = await atCommit(git, commit, (folder) => versionsIn(folder, options));
  const files = [...(await changedFiles(git, commit))];
  const inLayers = files.filter((file) => /^(content|org)\//.test(file));
  return {
    since: commit,
    pages: pageChanges(before.pages, now.pages, now.redirects),
    beside: inLayers.filter((file) => idOfFile(file) === undefined).sort(),
    others: files.length - inLayers.length,
  };
}

function versionsIn(
  root: string,
  options: { edition?: string | undefined },
): { pages: Version[]; redirects: Redirects } {
  const { pages, redirects, edition } = readHandbook(root, options);
  return { pages: pages.map((page) => versionOf(root, page, edition)), redirects };
}

function versionOf(root: string, { id, file, frontmatter }: ReadPage, edition: Edition): Version {
  const { reviewed, ...fields } = (frontmatter?.value ?? {}) as Record<string, unknown>;
  // The line ends of a working tree are not those of the commit where git converts them.
  const whole = (readText(root, file).text ?? '').replaceAll('\r\n', '\n');
  // The narrowest readers see all of it; parsing each page again would take as long as reading the handbook.
  const shown = edition.audience === edition.audiences.at(-1) ? whole : textOfPage(edition, whole);
  const text = JSON.stringify([fields, shown.slice(frontMatterIn(shown).length)]);
  return { id, title: String(fields['title'] ?? id), file, text, reviews: JSON.stringify(reviewed) };
}

const LETTERS: Record<string, CountedChange['change']> = { A: 'added', D: 'removed', R: 'renamed' };

/** The files in what git lists, cut at its null bytes: first a line for each kind of change, then one for each count. */
function filesIn(tokens: readonly string[]): CountedChange[] {
  const files = new Map<string, CountedChange>();
  for (let at = 0; at < tokens.length; ) {
    const token = (tokens[at++] ?? '').trim();
    const letter = /^:.* ([A-Z])\d*$/.exec(token)?.[1];
    const counts = /^(\d+|-)\t(\d+|-)\t(.*)$/s.exec(token);
    if (letter) {
      const [first = '', second = ''] = [tokens[at], tokens[at + 1]];
      const change = LETTERS[letter] ?? 'changed';
      at += change === 'renamed' ? 2 : 1;
      const path = change === 'renamed' ? second : first;
      files.set(path, { change, path, ...(change === 'renamed' ? { from: first } : {}), lines: 0 });
    } else if (counts) {
      const [, came, went, path = ''] = counts;
      const file = files.get(path || (tokens[at + 1] ?? ''));
      if (path === '') at += 2;
      if (file) file.lines = (Number(came) || 0) + (Number(went) || 0);
    }
  }
  return [...files.values()];
}
