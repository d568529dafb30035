import { lengthOf, lengths } from '#check/rules/lengths.ts';
import type { Page, PageOf } from '#schema/pages/index.ts';
import { dueDate, isOverdue, isWithdrawn, lastReview } from '#schema/pages/review.ts';
import { type Coverage, coverageOf } from './coverage.ts';

/** Page with the data for its health checks. */
export interface Examined {
  id: string;
  /** Path from the root. */
  file: string;
  fields: Page;
  /** Word count of the body. */
  words: number;
  /** True if components render a part of it, which is not counted. */
  hasGeneratedPart: boolean;
  /** Ids of the pages that it links or refers to. */
  targets: ReadonlySet<string>;
  /** True for a page of this repository; false for a page of upstream in an adopted handbook. */
  isOurs: boolean;
}

/** Team, reduced to what the health report needs. */
export interface HealthTeam {
  id: string;
  title: string;
  /** True for a team of this organisation; false for a team of upstream in an adopted handbook. */
  isOurs: boolean;
}

/** Page in a list of the report. */
export interface Listed {
  id: string;
  title: string;
  file: string;
  owner: string;
}

/** Page that is overdue for review. */
export interface Overdue extends Listed {
  /** Date of the last review. */
  reviewed: string;
  /** Date by which the next review was due. */
  due: string;
  /** Days overdue. */
  days: number;
  /** True if a team of this organisation owns it. */
  isOwned: boolean;
  isOurs: boolean;
}

/** Missing content that the fields of pages reveal. */
export type Gap =
  | { missing: 'cadence'; id: string; title: string; cadences: PageOf<'practice'>['cadence'][] }
  | { missing: 'path' | 'practice' | 'template'; id: string; title: string };

/** Health report: overdue pages, pages without incoming links, missing content. */
export interface Health {
  /** Date of the report. */
  today: string;
  pages: number;
  /** Overdue pages, the longest overdue first. */
  overdue: Overdue[];
  /** Withdrawn pages that still exist, with the date and the pages that link to them. */
  withdrawn: (Listed & { day: string; from: string[] })[];
  /** Pages that no other page links or refers to. */
  orphaned: Listed[];
  /** Pages that link or refer to no other page. */
  unlinked: Listed[];
  /** Pages with fewer words than the least for their kind. */
  thin: (Listed & { words: number; least: number })[];
  /** Pages that no team of this organisation owns. */
  unowned: Listed[];
  gaps: Gap[];
  coverage: Coverage;
  /** Teams that own pages, with their number of overdue pages and the next due date of the others. */
  owners: { id: string; title: string; pages: number; overdue: number; next?: string }[];
}

/** Input of the health report. */
export interface Examination {
  pages: readonly Examined[];
  teams: readonly HealthTeam[];
  /** Ids of the pages to which the settings assign an owner. */
  assigned: ReadonlySet<string>;
  /** Date as YYYY-MM-DD. */
  today: string;
}

/**
 * Computes the health report. Withdrawn pages appear only in `withdrawn`. Landing pages are left out of the lists of
 * links, lengths and gaps.
 */
export function healthOf(examination: Examination): Health {
  const { teams, assigned, today } = examination;
  const pages = examination.pages.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const current = pages.filter(({ fields }) => !isWithdrawn(fields));
  const read = current.filter(({ fields }) => fields.kind !== 'landing');
  const known = new Set(pages.map(({ id }) => id));
  const hasLinks = ({ id, targets }: Examined) => [...targets].some((target) => target !== id && known.has(target));
  const ownTeams = new Map(teams.map(({ id, isOurs }) => [id, isOurs]));
  const isOwned = ({ id, fields, isOurs }: Examined) =>
    ownTeams.has(fields.owner) && (isOurs || ownTeams.get(fields.owner) === true || assigned.has(id));
  const [linksFromCurrent, linksFromRead] = [incomingLinks(current), incomingLinks(read)];
  const overdue = current
    .filter(({ fields }) => isOverdue(fields, today))
    .map((page) => ({ ...overdueOf(page, today), isOwned: isOwned(page) }))
    .sort((a, b) => b.days - a.days);
  return {
    today,
    pages: pages.length,
    overdue,
    withdrawn: pages.flatMap((page) => {
      const from = linksFromCurrent.get(page.id) ?? [];
      return isWithdrawn(page.fields) ? [{ ...listItem(page), day: lastReview(page.fields).day, from }] : [];
    }),
    orphaned: read.filter(({ id }) => !linksFromRead.has(id)).map(listItem),
    unlinked: read.filter((page) => !hasLinks(page)).map(listItem),
    thin: read.flatMap((page) => {
      const [least = 0] = lengths[page.fields.kind] ?? [];
      const isShort = lengthOf({ ...page, kind: page.fields.kind }) === 'short';
      return isShort ? [{ ...listItem(page), words: page.words, least }] : [];
    }),
    unowned: current.filter((page) => !isOwned(page)).map(listItem),
    gaps: gapsIn(read.map(({ id, fields }) => ({ ...fields, id }))),
    coverage: coverageOf(read.map(({ id, fields }) => ({ ...fields, id }))),
    owners: ownersOf(current, overdue, teams),
  };
}

function listItem({ id, file, fields: { title, owner } }: Examined): Listed {
  return { id, title, file, owner };
}

function overdueOf(page: Examined, today: string): Omit<Overdue, 'isOwned'> {
  const due = dueDate(page.fields);
  const days = Math.round((Date.parse(today) - Date.parse(due)) / 86_400_000);
  return { ...listItem(page), reviewed: lastReview(page.fields).day, due, days, isOurs: page.isOurs };
}

/** Maps each linked page to the pages that link to it. */
function incomingLinks(pages: readonly Examined[]): Map<string, string[]> {
  const links = pages.flatMap(({ id, targets }) => [...targets].map((target) => ({ id, target })));
  const byTarget = Map.groupBy(
    links.filter(({ id, target }) => id !== target),
    ({ target }) => target,
  );
  return new Map([...byTarget].map(([target, from]) => [target, from.map(({ id }) => id)]));
}

function ownersOf(pages: Examined[], overdue: Overdue[], teams: readonly HealthTeam[]): Health['owners'] {
  const titles = new Map(teams.map(({ id, title }) => [id, title]));
  return [...Map.groupBy(pages, ({ fields }) => fields.owner)]
    .map(([id, members]) => {
      const late = new Set(overdue.filter(({ owner }) => owner === id).map((page) => page.id));
      const [next] = members
        .filter((page) => !late.has(page.id))
        .map(({ fields }) => dueDate(fields))
        .sort();
      const counts = { pages: members.length, overdue: late.size };
      return { id, title: titles.get(id) ?? id, ...counts, ...(next === undefined ? {} : { next }) };
    })
    .sort((a, b) => b.overdue - a.overdue || a.title.localeCompare(b.title, 'en'));
}

/**
 * Finds gaps that the fields prove: a pillar without a cadence that others have, a role without a practice or path, a
 * practice without a template.
 */
function gapsIn(pages: readonly (Page & { id: string })[]): Gap[] {
  const all = <K extends Page['kind']>(kind: K) =>
    pages.filter((page): page is PageOf<K> & { id: string } => page.kind === kind);
  const practices = all('practice');
  const common = [...new Set(practices.map(({ cadence }) => cadence))].filter((cadence) => cadence !== 'as needed');
  const withPath = new Set(all('path').flatMap((path) => path.seats));
  const withPractice = new Set(practices.flatMap(({ roles }) => roles));
  const withTemplate = new Set(all('template').map(({ practice }) => practice));
  const cadenceGaps = all('pillar').map(({ id, title }) => {
    const own = practices.filter(({ pillar, alsoServes }) => [pillar, ...alsoServes].includes(id));
    const cadences = common.filter((cadence) => !own.some((practice) => practice.cadence === cadence));
    return { missing: 'cadence' as const, id, title, cadences };
  });
  const gaps = (missing: 'path' | 'practice' | 'template', lacking: { id: string; title: string }[]): Gap[] =>
    lacking.map(({ id, title }) => ({ missing, id, title }));
  return [
    ...cadenceGaps.filter(({ cadences }) => cadences.length > 0),
    ...gaps(
      'practice',
      all('role').filter(({ id }) => !withPractice.has(id)),
    ),
    ...gaps(
      'path',
      all('role').filter(({ id }) => !withPath.has(id)),
    ),
    ...gaps(
      'template',
      practices.filter(({ id, template }) => template === undefined && !withTemplate.has(id)),
    ),
  ];
}
