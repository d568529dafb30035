import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isMap, isSeq, type Node, parseDocument, type YAMLSeq } from 'yaml';
import { type Handbook, readHandbook } from '#check/handbook.ts';
import { reviewProblems } from '#check/rules/page-names.ts';
import { UserError } from '#load/git.ts';
import { LAYERS, ORGANISATION } from '#load/layers.ts';
import { readMdx } from '#load/mdx.ts';
import type { ReadPage } from '#load/pages.ts';
import { readText } from '#load/text.ts';
import { refuseUnread } from '#load/unexpected-files.ts';
import { plainLine } from '#schema/escaping.ts';
import { OUTCOMES } from '#schema/fields.ts';
import { page as schema } from '#schema/pages/index.ts';
import { lastReview, type Review } from '#schema/pages/review.ts';
import { didYouMean, formatProblem } from '#schema/problem.ts';
import { destinationOf } from '#schema/redirects.ts';
import { isAdopted } from '#upstream/paths.ts';
import { upstreamAddress } from '#upstream/upstream-state.ts';
import { commandLine, inTerminal, type Terminal, UsageError } from './terminal.ts';

type Outcome = Review['outcome'];

const HELP = `npm run review -- <id>       adds a review of today to the log of a page, such as guides/trust

It asks what you found. For scripts, and for several pages with the same outcome:
npm run review -- guides/trust guides/words --outcome "still right"

--outcome "still right"   you have read the whole page, and all of it holds
--outcome edited          you have read the whole page, and changed it
--outcome withdrawn       nobody should follow it any more: it leaves the sidebar and the search, and says so

A review is of a page that somebody has read, so each is named; a whole folder is not taken. npm run health lists the
pages that wait for one. All are written, or none.`;

const OPTIONS = { outcome: { type: 'string' }, help: { type: 'boolean', short: 'h' } } as const;

interface Options {
  ids: string[];
  outcome?: Outcome;
  help: boolean;
}

/**
 * `npm run review`.
 * @param args What stands after the command.
 * @param root The folder of the handbook.
 * @param today The day of the review, as 2026-01-31.
 * @returns The exit code: 0, 1 where it refuses, 2 for wrong usage.
 */
export async function review(
  args: readonly string[],
  root: string,
  terminal: Terminal,
  today: string,
): Promise<number> {
  const { log, warn } = terminal;
  try {
    const wishes = wishesIn(args);
    if (wishes.help) {
      log(HELP);
      return 0;
    }
    refuseUnread(root);
    const handbook = readHandbook(root, { today });
    const pages = wishes.ids.map((id) => pageFor(id, handbook, root));
    const texts: { page: ReadPage; text: string | undefined; outcome: Outcome }[] = [];
    for (const page of pages) {
      const outcome = wishes.outcome ?? (await askFor(page, terminal));
      texts.push({ page, outcome, text: reviewedText(root, page, { day: today, outcome }) });
    }
    for (const { page, text } of texts) if (text !== undefined) replace(join(root, page.file), text);
    for (const { page, text, outcome } of texts) {
      const said = text === undefined ? 'says so already' : `reviewed on ${today}`;
      log(`${page.file}  ${said}: ${outcome}${hint(page, outcome)}`);
    }
    return 0;
  } catch (error) {
    warn((error as Error).message);
    if (!(error instanceof UsageError)) return 1;
    warn('Run npm run review -- --help to see what there is.');
    return 2;
  }
}

function wishesIn(args: readonly string[]): Options {
  const { values, positionals } = commandLine({ args: [...args], options: OPTIONS, allowPositionals: true });
  const { outcome, help = false } = values;
  if (help) return { ids: [], help };
  if (positionals.length === 0)
    throw new UsageError('Which page was reviewed is missing  Write its id, such as guides/trust');
  if (outcome !== undefined && !isOutcome(outcome)) {
    throw new UsageError(`There is no outcome "${outcome}"  ${didYouMean(outcome, OUTCOMES)}`);
  }
  const ids = [...new Set(positionals.map(idIn))];
  return { ids, help, ...(outcome === undefined ? {} : { outcome }) };
}

function isOutcome(word: string): word is Outcome {
  return (OUTCOMES as readonly string[]).includes(word);
}

/** The id that somebody means who writes an id, an address or the path of the file. */
function idIn(written: string): string {
  const path = written.replaceAll('\\', '/').replace(/^(\.?\/)+/, '');
  const layer = LAYERS.toReversed().find((name) => path.startsWith(`${name}/`));
  const inside = layer === undefined ? path : path.slice(layer.length + 1);
  return inside.replace(/\.mdx$/, '').replace(/\/+$/, '');
}

/**
 * The page that is to be reviewed.
 * @throws UserError where there is none, or where it is not ours.
 */
function pageFor(id: string, { pages, redirects }: Handbook, root: string): ReadPage {
  const page = pages.find((candidate) => candidate.id === id);
  if (!page) {
    const moved = destinationOf(redirects, id);
    if (moved !== undefined) throw new UserError(`"${id}" has moved  Write ${moved}`);
    const inside = pages.filter((candidate) => candidate.id.startsWith(`${id}/`)).map((candidate) => candidate.id);
    if (inside.length > 0) {
      const fix = 'Name each page that was read, such as';
      throw new UserError(`"${id}" is a folder, and a review is of a page  ${fix} ${inside.slice(0, 3).join(', ')}`);
    }
    const ids = pages.map((candidate) => candidate.id);
    throw new UserError(`There is no page "${id}"  ${didYouMean(id, ids)}`);
  }
  if (isAdopted(root) && !page.file.startsWith(`${ORGANISATION}/`)) throw new UserError(notOurs(page, root));
  if (!page.data) throw new UserError(`${page.file} has problems  Run npm run check, and correct them first`);
  return page;
}

/** What to do about a page of upstream, which is not edited here. */
function notOurs({ id, file }: ReadPage, root: string): string {
  const upstream = upstreamAddress(root);
  return [
    `${id} is a page of upstream, and ${file} is not edited here. What you found goes elsewhere:`,
    `  right but for something with you   a note beside it: org/notes/${id}.mdx`,
    `  not what you do                    a page of your own in its place: cp ${file} ${ORGANISATION}/${file.slice(LAYERS[0].length + 1)}`,
    `  for nobody here                    hidden: [${id}] in org/playbook.yaml`,
    `  wrong for everybody                say so upstream${upstream === undefined ? '' : `: ${upstream}`}`,
    `  right, or outdated                 npm run upstream tells whether upstream has a newer one`,
  ].join('\n');
}

async function askFor(page: ReadPage, { prompts }: Terminal): Promise<Outcome> {
  if (!prompts)
    throw new UsageError(`What the review found is missing  Write --outcome and one of "${OUTCOMES.join('", "')}"`);
  const latest = page.data && lastReview(page.data);
  const about = `${plainLine(`${page.id}: ${page.data?.title}`)}. The last review was on ${latest?.day}: ${latest?.outcome}.`;
  const choices = OUTCOMES.map((value) => ({ value, hint: MEANINGS[value] }));
  return (await prompts.choose(`${about}\nYou have read the whole page. What did you find?`, choices)) as Outcome;
}

const MEANINGS: Record<Outcome, string> = {
  'still right': 'all of it holds',
  edited: 'you have changed it',
  withdrawn: 'nobody should follow it any more',
};

/**
 * The text of a page with one review more, or nothing where its last review is the same; all else stays as it is,
 * letter by letter.
 * @throws UserError where the log cannot take it.
 */
function reviewedText(root: string, page: ReadPage, entry: Review): string | undefined {
  if (page.data && isSame(lastReview(page.data), entry)) return undefined;
  const text = readText(root, page.file).text ?? '';
  const next = withReview(text, entry);
  const { frontmatter } = readMdx(page.file, next ?? '');
  const parsed = schema.safeParse(frontmatter?.value);
  if (next === undefined || !frontmatter || !parsed.success || !isSame(lastReview(parsed.data), entry)) {
    const fix = `Write - {day: ${entry.day}, outcome: ${entry.outcome}} below its last line`;
    throw new UserError(`The log of ${page.file} is written in a way that this command does not know  ${fix}`);
  }
  const [wrong] = reviewProblems({ ...page, frontmatter }, entry.day);
  if (wrong) throw new UserError(formatProblem(wrong));
  return next;
}

function isSame(one: Review, other: Review): boolean {
  return one.day === other.day && one.outcome === other.outcome;
}

/** The text with one entry more at the end of the log, or nothing where there is no log that can be added to. */
function withReview(text: string, { day, outcome }: Review): string | undefined {
  const [, start = '', yaml = ''] = /^(\uFEFF?---[^\n]*\n)([\s\S]*?\n)---/.exec(text) ?? [];
  const log = parseDocument(yaml).get('reviewed', true) as Node | undefined;
  const last = isSeq(log) ? (log.items.at(-1) as Node | undefined) : undefined;
  if (!isSeq(log) || !isMap(last) || !last.range) return undefined;
  const [at, added] = log.flow
    ? [last.range[1], `, {day: ${day}, outcome: ${outcome}}`]
    : afterLine(yaml, log, last, { day, outcome });
  const place = start.length + at;
  return text.slice(0, place) + added + text.slice(place);
}

/** Where the next item of a list in lines stands, and its text in the way of the last one. */
function afterLine(yaml: string, list: YAMLSeq, last: Node, { day, outcome }: Review): [at: number, added: string] {
  const first = list.range?.[0] ?? 0;
  const indent = ' '.repeat(first - yaml.lastIndexOf('\n', first - 1) - 1);
  const end = yaml.includes('\r\n') ? '\r\n' : '\n';
  // A value may take the end of its line along.
  const content = yaml.slice(0, last.range?.[1]).trimEnd().length;
  const at = yaml.indexOf('\n', content) + 1;
  const isFlow = isMap(last) && last.flow;
  const lines = isFlow
    ? [`${indent}- {day: ${day}, outcome: ${outcome}}`]
    : [`${indent}- day: ${day}`, `${indent}  outcome: ${outcome}`];
  return [at, lines.map((line) => line + end).join('')];
}

function hint({ data }: ReadPage, outcome: Outcome): string {
  if (outcome !== 'withdrawn' || (data?.related.length ?? 0) > 0) return '';
  return '\n  Name under related where its readers go now; the page leads them there.';
}

/** Writes a file as a whole or not at all. */
function replace(file: string, text: string): void {
  // What starts with a dot is no page, also while it is there.
  const next = join(dirname(file), `.${basename(file)}.next`);
  try {
    writeFileSync(next, text);
    renameSync(next, file);
  } finally {
    if (existsSync(next)) rmSync(next);
  }
}

if (import.meta.main) {
  const today = new Date().toISOString().slice(0, 10);
  process.exitCode = await inTerminal((terminal) => review(process.argv.slice(2), process.cwd(), terminal, today));
}
