import * as z from 'zod';
import { CODEOWNERS } from './codeowners.ts';
import { plainLine, plainText, shellWord } from './escaping.ts';
import { text } from './fields.ts';
import { pageId } from './pages/index.ts';
import { didYouMean, plural } from './problem.ts';

/** The file in which `npm run upstream` keeps what it must know the next time. */
export const STATE = 'org/upstream.yaml';

/** The address of the page for maintainers that shows what is new upstream. */
export const DRIFT = '/drift/';

/** Stands in the place of a blob id where upstream had no such file. */
export const NONE = 'none';

const objectId = () => z.string().regex(/^([0-9a-f]{40}|[0-9a-f]{64})$/, 'the full id of a commit, 40 letters long');

/** `org/upstream.yaml`: where upstream is, and what of it the organisation has seen. */
export const upstreamState = z.strictObject({
  source: text().optional().describe('The address of upstream, used where no git remote is called upstream.'),
  ref: objectId().optional().describe('The commit of upstream that was last brought in.'),
  based: z
    .record(z.string(), z.union([objectId(), z.literal(NONE)]))
    .default({})
    .describe('For each replaced or annotated file the git blob id of the upstream file it was last compared with.'),
});

/** What `org/upstream.yaml` says. */
export type UpstreamState = z.infer<typeof upstreamState>;

/**
 * Whether a path is the organisation's and not upstream's. GitHub reads workflows from one folder only, so
 * those whose name starts with `org-` are the organisation's too, and so is who reviews what.
 * @param path From the root of the repository, with forward slashes.
 */
export function isOrganisations(path: string): boolean {
  return path.startsWith('org/') || path === CODEOWNERS || /^\.github\/workflows\/org-[^/]+\.ya?ml$/.test(path);
}

/** Whether a path from the root is that of a page of upstream. */
export function isUpstreamPage(path: string): boolean {
  return path.startsWith('content/') && !path.startsWith('content/data/') && path.endsWith('.mdx');
}

/** A file or entry of the organisation that stands over, or beside, one of upstream. */
export interface Override {
  /** What names it in `org/upstream.yaml`: its path, and for an entry of data `#` and the id. */
  key: string;
  /** The path of the organisation's file from the root. */
  file: string;
  verb: 'replace' | 'annotate';
  /** The path of upstream's file from the root. */
  path: string;
  /** The id of the entry, where one entry of a data file is replaced and not the whole file. */
  entry?: string;
}

/** What upstream did to a file since an override was based on it. */
export type Change = 'same' | 'changed' | 'renamed' | 'removed' | 'added';

/** An override, and what upstream did since. */
export interface Drift extends Override {
  change: Change;
  /** The blob id of upstream's file now, or `none`. */
  present: string;
  /** How many lines changed; absent where that cannot be counted, as for a picture. */
  lines?: number;
  /** Where upstream's file is now, if it was renamed. */
  to?: string;
  /** The change as a unified diff, without a heading for the files. */
  diff?: string;
}

/** A file that two versions have differently. */
export interface FileChange {
  change: Exclude<Change, 'same'>;
  path: string;
  /** The path before, if it was renamed. */
  from?: string;
}

/** A page that is new in some way, with its title. */
export interface PageNews extends FileChange {
  title?: string;
}

/** A version of upstream. */
export interface Version {
  commit: string;
  /** The day of the commit, as 2026-01-31. */
  date: string;
  /** A branch or tag of upstream that is this commit, if there is one. */
  name?: string;
}

/** All that there is to say about upstream; `npm run upstream -- --json` prints it. */
export interface UpstreamReport {
  /** The address of upstream. */
  source: string;
  /** The version that was last brought in. */
  have: Version;
  newest: Version;
  /** What is new of the pages, by path. */
  pages: PageNews[];
  /** How many other files are new in some way. */
  otherFiles: number;
  /** Files outside org/ that are not as upstream has them. */
  outside: FileChange[];
  /** How many files and entries of the organisation stand over or beside one of upstream. */
  overrides: number;
  /** Those of them that upstream has changed since, by path. */
  drift: Drift[];
}

/**
 * Reads what `git diff-tree -z --name-status` prints, by path.
 * @param output Fields that end in NUL: a letter, then one path, or two after R.
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

/** How many lines a unified diff changes: a line that was rewritten counts once. */
export function changedLines(diff: string): number {
  const counted = (sign: string) => diff.split('\n').filter((line) => line.startsWith(sign)).length;
  return Math.max(counted('+'), counted('-'));
}

/** The overrides that somebody means by a path, with or without its layer and ending, or by `all`. */
export function named<O extends Override>(written: string, overrides: readonly O[]): O[] {
  if (written === 'all') return [...overrides];
  const plain = written.replace(/^\.?\//, '').replace(/\/$/, '');
  return overrides.filter((override) => namesOf(override).includes(plain));
}

/** What to say where nothing is meant by a path. */
export function unnamed(written: string, overrides: readonly Override[]): string {
  const known = overrides.map(({ path, entry }) => (entry ? `${path}#${entry}` : path));
  return `Nothing that is replaced or annotated is called "${written}". ${didYouMean(written, known)}`;
}

/** The shortest name of an override, as `npm run upstream -- --seen` takes it. */
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

/** One drift as one line of plain text: the path, then what upstream did since. */
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

/** How a version is called: its name if it has one, and the start of its id. */
export function versionName({ commit, name }: Pick<Version, 'commit' | 'name'>): string {
  return name ? `${name} (${commit.slice(0, 7)})` : commit.slice(0, 7);
}

/** The whole report, in plain lines. */
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

/** What to do with a file that the organisation changed outside its folder, as one line of plain text. */
export function outsideLine(file: FileChange, have: Version): string {
  return plainLine(outsideWords(file, have));
}

function outsideWords({ change, path, from = '' }: FileChange, have: Version): string {
  const home = path.startsWith('content/') ? `org/${path}` : 'org/';
  const before = have.commit.slice(0, 7);
  if (change === 'added') return `${path}  added here  Move it to ${home}, or offer it upstream and remove it here`;
  if (change === 'removed') return `${path}  removed here  ${hidden(path)}git checkout ${before} -- ${shellWord(path)}`;
  if (change === 'renamed') {
    return `${path}  renamed here from ${from}  Move it to ${home}, then: git checkout ${before} -- ${shellWord(from)}`;
  }
  return `${path}  changed here  Move the change to ${home}, or offer it upstream, then: git checkout ${before} -- ${shellWord(path)}`;
}

function hidden(path: string): string {
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

/** How many of them are replacements and how many notes, where there are both or only notes. */
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
