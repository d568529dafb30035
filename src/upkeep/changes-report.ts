import { addressOf } from '#schema/address.ts';
import { encodePath, escapeMarkdown, markdownCode, markdownLink, plainLine, printableJson } from '#schema/escaping.ts';
import { plural } from '#schema/problem.ts';
import { type Repository, repositoryLinks } from '#schema/repository-links.ts';
import type { PageChange } from './changelog.ts';
import type { Difference } from './page-history.ts';

/** URLs and commit for links to pages. */
export interface Places {
  /** The repository, where its host has links. */
  repository: Repository | undefined;
  /** URL of the published handbook with its base path, without a slash at its end. */
  site: string | undefined;
  /** Current commit of the repository. */
  head: string;
}

/** Report formatters, by the name of the format. Each returns the complete report. */
export const FORMATS = { text: asText, markdown: asMarkdown, json: asJson } as const;

const HEADINGS: Record<PageChange['change'], string> = {
  added: 'Added',
  moved: 'Moved',
  changed: 'Changed',
  removed: 'Removed',
  relinked: 'Links updated',
  reviewed: 'Reviewed',
};

/** Formats the counts, such as `2 pages added, 1 moved`. */
function formatCounts({ pages, beside, others }: Difference): string {
  const counts = [...Map.groupBy(pages, ({ change }) => change)].map(
    ([change, { length }], at) =>
      `${at === 0 ? plural(length, 'page') : length} ${change === 'relinked' ? 'with links updated' : change}`,
  );
  if (counts.length === 0) counts.push('No page is different');
  if (beside.length > 0) counts.push(`${plural(beside.length, 'file')} of data, settings or pictures`);
  if (others > 0) counts.push(`${plural(others, 'file')} outside the content`);
  return counts.join(', ');
}

/** Formats the details of a change that follow the title of a page. */
function formatDetails({ was, to }: PageChange): string {
  return [
    ...(was?.id === undefined ? [] : [`, was ${was.id}`]),
    ...(was?.title === undefined ? [] : [`, was called "${was.title}"`]),
    ...(to === undefined ? [] : [`, readers are led to ${to}`]),
  ].join('');
}

/** Lists the changes for people, each with the id of its page. */
function asText(difference: Difference): string {
  const pages = difference.pages.map(
    (page) => `${HEADINGS[page.change].padEnd(9)} ${page.title}  ${page.id}${formatDetails(page)}`,
  );
  const lines = [...pages, ...difference.beside.map((file) => `${'Also'.padEnd(9)} ${file}`)];
  return [...lines.map(plainLine), ...(lines.length > 0 ? [''] : []), formatCounts(difference)].join('\n');
}

/** Lists the changes under a heading each, with links to the pages. */
function asMarkdown(difference: Difference, places: Places): string {
  const sections = [...Map.groupBy(difference.pages, ({ change }) => change)].flatMap(([change, pages]) => [
    `### ${HEADINGS[change]}`,
    pages.map((page) => markdownItem(page, difference, places)).join('\n'),
  ]);
  const beside = difference.beside.map((file) => `- ${markdownCode(file)}`).join('\n');
  return [
    '## What changes for readers',
    `${formatCounts(difference)}.${compareLink(difference, places)}`,
    ...sections,
    ...(beside === '' ? [] : ['### Data, settings and pictures', beside]),
  ].join('\n\n');
}

/** Links to all differences on the Git host. */
function compareLink({ since }: Difference, { repository, head }: Places): string {
  if (!repository || since === head) return '';
  return ` ${markdownLink('Every change', repositoryLinks(repository).compare(since, head))}.`;
}

function markdownItem(page: PageChange, difference: Difference, places: Places): string {
  return `- ${formatTitle(page, difference, places)} ${markdownCode(page.id)}${escapeMarkdown(formatDetails(page))}`;
}

/** Links the title to the last source of the page and, unless it is new, to the published page. */
function formatTitle(page: PageChange, { since }: Difference, { repository, site, head }: Places): string {
  const { change, id, title, file, was } = page;
  const commit = change === 'removed' ? since : head;
  const source = repository && repositoryLinks(repository).view(file, { commit });
  const shown = markdownLink(escapeMarkdown(title), source);
  if (site === undefined || change === 'added') return shown;
  return `${shown} (${markdownLink('as it is now', site + encodePath(addressOf(was?.id ?? id)))})`;
}

/**
 * JSON for scripts: `since`, a commit; `pages`, each with change, id, title and file; `beside`, paths; `others`, a
 * number.
 */
function asJson(difference: Difference): string {
  return printableJson(difference);
}
