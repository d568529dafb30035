import * as z from 'zod';
import { plainLine, plainText, shellWord } from '#schema/escaping.ts';
import { text } from '#schema/fields.ts';
import { pageId } from '#schema/pages/index.ts';
import { didYouMean, plural } from '#schema/problem.ts';

/** File in which `npm run upstream` stores its state. */
export const STATE = 'org/upstream.yaml';

/** File that names the dependencies. */
export const MANIFEST = 'package.json';

/** File that pins every package. npm makes it from package.json. */
export const LOCK_FILE = 'package-lock.json';

/** Value in place of a blob id where upstream has no such file. */
export const NONE = 'none';

const objectId = () => z.string().regex(/^([0-9a-f]{40}|[0-9a-f]{64})$/, 'the full id of a commit, 40 letters long');

/**
 * Schema of `org/upstream.yaml`: the location of upstream, and the versions of its files that overrides are based on.
 */
export const upstreamState = z.strictObject({
  source: text().optional().describe('The address of upstream, used where no git remote is called upstream.'),
  ref: objectId().optional().describe('The commit of upstream that was last brought in.'),
  based: z
    .record(z.string(), z.union([objectId(), z.literal(NONE)]))
    .default({})
    .describe('For each replaced or annotated file the git blob id of the upstream file it was last compared with.'),
});

/** Content of `org/upstream.yaml`. */
export type UpstreamState = z.infer<typeof upstreamState>;

/**
 * Checks whether a path belongs to the organisation and not to upstream. GitHub reads workflows from one folder only,
 * so those whose name starts with `org-` belong to the organisation too, and so does CODEOWNERS.
 * @param path Path from the root of the repository, with forward slashes.
 */
export function isOrganisations(path: string): boolean {
  return (
    path.startsWith('org/') || path === '.github/CODEOWNERS' || /^\.github\/workflows\/org-[^/]+\.ya?ml$/.test(path)
  );
}

/** Checks whether a path from the root is that of an upstream page. */
export function isUpstreamPage(path: string): boolean {
  return path.startsWith('content/') && !path.startsWith('content/data/') && path.endsWith('.mdx');
}

/** File or data entry of the organisation that replaces or annotates one of upstream. */
export interface Override {
  /** Key in `org/upstream.yaml`: the path, for a data entry followed by `#` and its id. */
  key: string;
  /** Path of the organisation's file from the root. */
  file: string;
  verb: 'replace' | 'annotate';
  /** Path of upstream's file from the root. */
  path: string;
  /** Id of the entry, if a single entry of a data file is replaced. */
  entry?: string;
}

/** Change upstream since an override was based on the file. */
export type Change = 'same' | 'changed' | 'renamed' | 'removed' | 'added';

/** Override, with the change upstream since. */
export interface Drift extends Override {
  change: Change;
  /** Current blob id of upstream's file, or `none`. */
  present: string;
  /** Number of changed lines; absent for binary files. */
  lines?: number;
  /** New path of upstream's file, if it was renamed. */
  to?: string;
  /** Unified diff, without file headers. */
  diff?: string;
}

/** Difference of one file between two versions. */
export interface FileChange {
  change: Exclude<Change, 'same'>;
  path: string;
  /** Old path, if it was renamed. */
  from?: string;
}

/** Change of a page, with its title. */
export interface PageNews extends FileChange {
  title?: string;
}

/** Version of upstream. */
export interface Version {
  commit: string;
  /** Date of the commit, as YYYY-MM-DD. */
  date: string;
  /** Branch or tag of upstream at this commit, if any. */
  name?: string;
}

/** Report on upstream, which `npm run upstream -- --json` prints. */
export interface UpstreamReport {
  /** Address of upstream. */
  source: string;
  /** Version that was last merged. */
  have: Version;
  newest: Version;
  /** Changed pages, by path. */
  pages: PageNews[];
  /** Number of other changed files. */
  otherFiles: number;
  /** Files outside org/ that differ from upstream. */
  outside: FileChange[];
  /** Number of overrides. */
  overrides: number;
  /** Overrides whose upstream file has changed since, by path. */
  drift: Drift[];
}

/**
 * Parses the output of `git diff-tree -z --name-status`; returns changes sorted by path.
 * @param output NUL-terminated fields: a status letter, then one path, or two for R.
 */
export function fileChanges(output: string): FileChange[] {
  const fields = output.split('\0');
  const found: FileChange[] = [];
  const words: Record<string, FileChange['change']> = { A: 'added', D: 'removed', R: 'renamed' };
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const change = words[fields[at]?.[0] ?? ''] ?? 'changed';
    const [first = '', second = ''] = fields.slice(at + 1, at + 3);
    if (change === 'renamed') at += 1;
    found.push(change === 'renamed' ? { change, path: second, from: first } : { change, path: first });
  }
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Counts the changed lines of a unified diff; a rewritten line counts once. */
export function changedLines(diff: string): number {
  const countLines = (sign: string) => diff.split('\n').filter((line) => line.startsWith(sign)).length;
  return Math.max(countLines('+'), countLines('-'));
}

/** Returns the overrides that a path names, with or without its layer and extension; `all` returns all. */
export function named<O extends Override>(written: string, overrides: readonly O[]): O[] {
  if (written === 'all') return [...overrides];
  const plain = written.replace(/^\.?\//, '').replace(/\/$/, '');
  return overrides.filter((override) => namesOf(override).includes(plain));
}

/** Error message for a path that names no override. */
export function unnamed(written: string, overrides: readonly Override[]): string {
  const known = overrides.map(({ path, entry }) => (entry ? `${path}#${entry}` : path));
  return `Nothing that is replaced or annotated is called "${written}". ${didYouMean(written, known)}`;
}

/** Returns the shortest name of an override, as `npm run upstream -- --seen` accepts it. */
export function shortName(override: Override): string {
  return namesOf(override).at(-1) as string;
}

function namesOf({ key, file, verb, path, entry }: Override): string[] {
  const inLayer = path.replace(/^content\//, '');
  if (entry) {
    const noted = file.replace(/^org\/notes\/|\.mdx$/g, '');
    return [key, file, `${path}#${entry}`, `${inLayer}#${entry}`, ...(verb === 'annotate' ? [noted] : [])];
  }
  return [key, path, inLayer, pageId(inLayer)];
}

/** Formats a drift as one line of plain text: the path, then the change upstream. */
export function driftLine({ path, entry, verb, change, lines, to }: Drift): string {
  const since = verb === 'replace' ? 'since you replaced it' : 'since your note on it';
  const count = lines === undefined || lines === 0 ? '' : ` (${plural(lines, 'line')})`;
  const said: Record<Change, string> = {
    same: 'as it was',
    changed: `changed upstream ${since}${count}`,
    renamed: `renamed upstream to ${to} ${since}${count}; move yours after it`,
    removed: `removed upstream ${since}; yours ${verb === 'replace' ? 'stands by itself now' : 'has no page now'}`,
    added: `added upstream since you wrote yours${verb === 'replace' ? ', which takes its place' : ''}`,
  };
  return plainLine(`${path}${entry ? `#${entry}` : ''}  ${said[change]}`);
}

/** Formats a version: its name, if it has one, and its short commit id. */
export function versionName({ commit, name }: Pick<Version, 'commit' | 'name'>): string {
  return name ? `${name} (${commit.slice(0, 7)})` : commit.slice(0, 7);
}

/** Formats the whole report as plain text. */
export function formatUpstream(report: UpstreamReport): string {
  const { source, have, newest } = report;
  const news = report.pages.length + report.otherFiles > 0;
  const upToDate = have.commit === newest.commit ? ', the newest' : '';
  return [
    plainLine(`Upstream: ${source}`),
    plainLine(`You have ${versionName(have)} of ${have.date}${upToDate}.`),
    ...(news ? newsLines(report) : ['Nothing is new upstream.']),
    ...outsideLines(report),
    ...driftLines(report),
  ].join('\n');
}

function newsLines({ pages, otherFiles, newest }: UpstreamReport): string[] {
  const count = [pages.length > 0 && plural(pages.length, 'page'), otherFiles > 0 && plural(otherFiles, 'other file')];
  return [
    plainLine(`New in ${versionName(newest)} of ${newest.date}: ${count.filter(Boolean).join(', ')}`),
    '',
    ...pages.map(newsLine),
    ...(pages.length > 0 ? [''] : []),
    `To bring it in: npm run upstream -- --to ${shellWord(newest.name ?? newest.commit.slice(0, 7))}`,
  ];
}

function newsLine({ change, path, from, title }: PageNews): string {
  const what = change === 'renamed' ? `${from}  renamed to ${path}` : `${path}  ${change}`;
  return plainLine(title ? `${what}  ${title}` : what);
}

function outsideLines({ outside, have }: UpstreamReport): string[] {
  if (outside.length === 0) return [];
  return [
    '',
    `${plural(outside.length, 'file')} outside org/ ${outside.length === 1 ? 'is' : 'are'} not as upstream has ${outside.length === 1 ? 'it' : 'them'}; before an update, put that right:`,
    ...outside.map((change) => outsideLine(change, have)),
  ];
}

/** Formats advice for a file that the organisation changed outside org/, as one line of plain text. */
export function outsideLine(file: FileChange, have: Version): string {
  return plainLine(outsideWords(file, have));
}

function outsideWords({ change, path, from = '' }: FileChange, have: Version): string {
  const home = path.startsWith('content/') ? `org/${path}` : 'org/';
  const before = have.commit.slice(0, 7);
  if (change === 'added') return `${path}  added here  Move it to ${home}, or offer it upstream and remove it here`;
  if (change === 'removed')
    return `${path}  removed here  ${undoAdvice(path)}git checkout ${before} -- ${shellWord(path)}`;
  if (change === 'renamed') {
    return `${path}  renamed here from ${from}  Move it to ${home}, then: git checkout ${before} -- ${shellWord(from)}`;
  }
  if (path === MANIFEST) {
    return `${path}  changed here, not only by raised versions  Raise exact versions inside their major version, offer the rest upstream, or take it back: git checkout ${before} -- ${path}`;
  }
  if (path === LOCK_FILE) {
    return `${path}  changed here without package.json  Raise an exact version there, or take it back: git checkout ${before} -- ${path}`;
  }
  return `${path}  changed here  Move the change to ${home}, or offer it upstream, then: git checkout ${before} -- ${shellWord(path)}`;
}

function undoAdvice(path: string): string {
  return isUpstreamPage(path) ? 'Hide it in org/playbook.yaml instead, then: ' : 'Take it back: ';
}

function driftLines({ drift, overrides }: UpstreamReport): string[] {
  if (overrides === 0) return ['', 'You have replaced and annotated nothing yet.'];
  if (drift.length === 0) {
    return ['', `${plural(overrides, 'replacement or note', 'replacements and notes')} to keep, none has drifted.`];
  }
  return [
    '',
    `Yours to compare: ${drift.length} of ${overrides}${whatDrifted(drift)}`,
    '',
    ...drift.flatMap((item) => [driftLine(item), ...diffLines(item)]),
    '',
    'Once you have compared one: npm run upstream -- --seen <path>, or --seen all',
  ];
}

/** Formats the number of replacements and notes; empty if there are only replacements. */
function whatDrifted(drift: readonly Drift[]): string {
  const notes = drift.filter(({ verb }) => verb === 'annotate').length;
  if (notes === 0) return '';
  const replaced = drift.length - notes;
  return ` (${[...(replaced > 0 ? [plural(replaced, 'replacement')] : []), plural(notes, 'note')].join(', ')})`;
}

function diffLines({ file, verb, path, to, diff }: Drift): string[] {
  if (!diff) return [];
  const yours = verb === 'replace' ? 'yours' : 'your note';
  const heading = [`--- ${path}, as you know it`, `+++ ${to ?? path}, upstream now; ${yours} is ${file}`].map(
    plainLine,
  );
  return [...heading, ...diff.trimEnd().split('\n')].map((line) => plainText(`    ${line}`.trimEnd()));
}
