import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isMap, isSeq, type Node, parseDocument } from 'yaml';
import type { Handbook } from '#check/handbook.ts';
import { reviewProblems } from '#check/rules/page-names.ts';
import { UserError } from '#load/git.ts';
import { insideLayer, ORGANISATION } from '#load/layers.ts';
import { readMdx } from '#load/mdx.ts';
import type { ReadPage } from '#load/pages.ts';
import { page as schema } from '#schema/pages/index.ts';
import { lastReview, type Review } from '#schema/pages/review.ts';
import { didYouMean, formatProblem } from '#schema/problem.ts';
import { destinationOf } from '#schema/redirects.ts';
import { isAdopted } from '#upstream/paths.ts';
import { upstreamAddress } from '#upstream/upstream-state.ts';

/**
 * Finds a page to review.
 * @throws UserError if there is none, if it is a page of upstream, or if it has problems.
 */
export function findReviewable(id: string, { pages, redirects }: Handbook, root: string): ReadPage {
  const page = pages.find((candidate) => candidate.id === id);
  if (!page)
    throw new UserError(
      unknownPage(
        id,
        pages.map((candidate) => candidate.id),
        destinationOf(redirects, id),
      ),
    );
  if (isAdopted(root) && !page.file.startsWith(`${ORGANISATION}/`)) throw new UserError(adviceForUpstream(page, root));
  if (!page.data) throw new UserError(`${page.file} has problems  Run npm run check, and correct them first`);
  return page;
}

function unknownPage(id: string, ids: readonly string[], destination: string | undefined): string {
  if (destination !== undefined) return `"${id}" has moved  Write ${destination}`;
  const inside = ids.filter((candidate) => candidate.startsWith(`${id}/`)).slice(0, 3);
  if (inside.length === 0) return `There is no page "${id}"  ${didYouMean(id, ids)}`;
  return `"${id}" is a folder, and a review is of a page  Name each page that was read, such as ${inside.join(', ')}`;
}

/** Formats what to do about a page of upstream, which is not edited here. */
function adviceForUpstream({ id, file }: ReadPage, root: string): string {
  const upstream = upstreamAddress(root);
  return [
    `${id} is a page of upstream, and ${file} is not edited here. What you found goes elsewhere:`,
    `  right but for something with you   a note beside it: org/notes/${id}.mdx`,
    `  not what you do                    a page of your own in its place: cp ${file} ${ORGANISATION}/${insideLayer(file)}`,
    `  for nobody here                    hidden: [${id}] in org/playbook.yaml`,
    `  wrong for everybody                say so upstream${upstream === undefined ? '' : `: ${upstream}`}`,
    `  right, or outdated                 npm run upstream tells whether upstream has a newer one`,
  ].join('\n');
}

/**
 * Adds a review to the log in the text of a page, and changes no other character.
 * @returns The new text; undefined if the last review is the same.
 * @throws UserError if the log cannot be extended, or the review is not valid.
 */
export function addReview(root: string, page: ReadPage, review: Review): string | undefined {
  if (page.data && isSame(lastReview(page.data), review)) return undefined;
  const text = insertReview(readFileSync(join(root, page.file), 'utf8').replace(/^\uFEFF/, ''), review);
  const { frontmatter } = readMdx(page.file, text ?? '');
  const parsed = schema.safeParse(frontmatter?.value);
  if (text === undefined || !frontmatter || !parsed.success || !isSame(lastReview(parsed.data), review)) {
    const fix = `Write - {day: ${review.day}, outcome: ${review.outcome}} below its last line`;
    throw new UserError(`The log of ${page.file} is written in a way that this command does not know  ${fix}`);
  }
  const [problem] = reviewProblems({ ...page, frontmatter }, review.day);
  if (problem) throw new UserError(formatProblem(problem));
  return text;
}

function isSame(one: Review, other: Review): boolean {
  return one.day === other.day && one.outcome === other.outcome;
}

/** Inserts an entry at the end of the log; returns undefined if there is no list with an object at its end. */
function insertReview(text: string, { day, outcome }: Review): string | undefined {
  const [, start = '', yaml = ''] = /^(\uFEFF?---[^\n]*\n)([\s\S]*?\n)---/.exec(text) ?? [];
  const log = parseDocument(yaml).get('reviewed', true) as Node | undefined;
  const last = isSeq(log) ? (log.items.at(-1) as Node | undefined) : undefined;
  if (!isSeq(log) || !isMap(last) || !last.range) return undefined;
  let offset = last.range[1];
  let entry = `, {day: ${day}, outcome: ${outcome}}`;
  if (!log.flow) {
    // The range of an object may include the end of its line.
    offset = yaml.indexOf('\n', yaml.slice(0, offset).trimEnd().length) + 1;
    const first = log.range?.[0] ?? 0;
    const indent = ' '.repeat(first - yaml.lastIndexOf('\n', first - 1) - 1);
    const end = yaml.includes('\r\n') ? '\r\n' : '\n';
    const lines = last.flow ? [`- {day: ${day}, outcome: ${outcome}}`] : [`- day: ${day}`, `  outcome: ${outcome}`];
    entry = lines.map((line) => indent + line + end).join('');
  }
  return text.slice(0, start.length + offset) + entry + text.slice(start.length + offset);
}
