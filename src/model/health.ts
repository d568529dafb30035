import { type Coverage, coverageOf } from './coverage.ts';
import type { Page, PageOf } from './pages/index.ts';
import { dueDate, isOverdue, isWithdrawn, lastReview } from './pages/review.ts';
import { lengthOf, lengths } from './rules/lengths.ts';

/** The address of the page for maintainers that shows the health of the handbook. */
export const HEALTH = '/health/';

/** A page with what its health is judged by. */
export interface Examined {
  id: string;
  /** The path from the root. */
  file: string;
  fields: Page;
  /** How many words its body has. */
  words: number;
  /** Whether components draw a part of it, which is not counted. */
  drawn: boolean;
  /** The ids of the pages that it links or refers to. */
  targets: ReadonlySet<string>;
  /** Whether it is written here; in a handbook that was adopted, the pages of upstream are not. */
  isOurs: boolean;
}

/** A team as far as health is concerned. */
export interface HealthTeam {
  id: string;
  title: string;
  /** Whether it is one of this house; in a handbook that was adopted, the teams of upstream are not. */
  isOurs: boolean;
}

/** A page in a list. */
export interface Listed {
  id: string;
  title: string;
  file: string;
  owner: string;
}

/** A page that waits for its review. */
export interface Overdue extends Listed {
  /** The day of the last review. */
  reviewed: string;
  /** The day by which it should have been read again. */
  due: string;
  /** How many days ago that was. */
  days: number;
  /** Whether somebody in this house can review it and answers for it. */
  isOwned: boolean;
  isOurs: boolean;
}

/** Something that the fields of the pages show to be missing. */
export type Gap =
  | { missing: 'cadence'; id: string; title: string; cadences: PageOf<'practice'>['cadence'][] }
  | { missing: 'path' | 'practice' | 'template'; id: string; title: string };

/** How the handbook does: what waits, what nobody finds, what is missing. */
export interface Health {
  /** The day that it is measured on. */
  today: string;
  pages: number;
  /** The longest first. */
  overdue: Overdue[];
  /** Withdrawn pages that are still there, with the day and the pages that still lead to them. */
  withdrawn: (Listed & { day: string; from: string[] })[];
  /** Pages that no other page links or refers to. */
  orphaned: Listed[];
  /** Pages that link or refer to no other page. */
  unlinked: Listed[];
  /** Pages with fewer words than their kind has. */
  thin: (Listed & { words: number; least: number })[];
  /** Pages that no team of this house answers for. */
  unowned: Listed[];
  gaps: Gap[];
  coverage: Coverage;
  /** The teams that own pages, with how many of them wait and the day on which the next of the others is due. */
  owners: { id: string; title: string; pages: number; overdue: number; next?: string }[];
}

/** What the health is made from. */
export interface Examination {
  pages: readonly Examined[];
  teams: readonly HealthTeam[];
  /** The ids of the pages whose owner the settings name. */
  assigned: ReadonlySet<string>;
  /** As 2026-01-31. */
  today: string;
}

/** Judges the health of a handbook. Withdrawn pages are only counted as such, and the landing pages lead nowhere and stand apart. */
export function healthOf(examination: Examination): Health {
  const { teams, assigned, today } = examination;
  const pages = examination.pages.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const kept = pages.filter(({ fields }) => !isWithdrawn(fields));
  const read = kept.filter(({ fields }) => fields.kind !== 'landing');
  const known = new Set(pages.map(({ id }) => id));
  const leadsOn = ({ id, targets }: Examined) => [...targets].some((target) => target !== id && known.has(target));
  const ownTeams = new Map(teams.map(({ id, isOurs }) => [id, isOurs]));
  const isOwned = ({ id, fields, isOurs }: Examined) =>
    ownTeams.has(fields.owner) && (isOurs || ownTeams.get(fields.owner) === true || assigned.has(id));
  const [ledFromKept, ledFromRead] = [leading(kept), leading(read)];
  const overdue = kept
    .filter(({ fields }) => isOverdue(fields, today))
    .map((page) => ({ ...overdueOf(page, today), isOwned: isOwned(page) }))
    .sort((a, b) => b.days - a.days);
  return {
    today,
    pages: pages.length,
    overdue,
    withdrawn: pages
      .filter(({ fields }) => isWithdrawn(fields))
      .map((page) => ({ ...listed(page), day: lastReview(page.fields).day, from: ledFromKept.get(page.id) ?? [] })),
    orphaned: read.filter(({ id }) => !ledFromRead.has(id)).map(listed),
    unlinked: read.filter((page) => !leadsOn(page)).map(listed),
    thin: read.flatMap((page) => {
      const [least = 0] = lengths[page.fields.kind] ?? [];
      const isShort = lengthOf({ ...page, kind: page.fields.kind }) === 'short';
      return isShort ? [{ ...listed(page), words: page.words, least }] : [];
    }),
    unowned: kept.filter((page) => !isOwned(page)).map(listed),
    gaps: gapsIn(read.map(({ id, fields }) => ({ ...fields, id }))),
    coverage: coverageOf(read.map(({ id, fields }) => ({ ...fields, id }))),
    owners: ownersOf(kept, overdue, teams),
  };
}

function listed({ id, file, fields: { title, owner } }: Examined): Listed {
  return { id, title, file, owner };
}

function overdueOf(page: Examined, today: string): Omit<Overdue, 'isOwned'> {
  const due = dueDate(page.fields);
  const days = Math.round((Date.parse(today) - Date.parse(due)) / 86_400_000);
  return { ...listed(page), reviewed: lastReview(page.fields).day, due, days, isOurs: page.isOurs };
}

/** For each page that others lead to, which these are. */
function leading(pages: readonly Examined[]): Map<string, string[]> {
  const from = new Map<string, string[]>();
  for (const { id, targets } of pages) {
    for (const target of targets) {
      if (target === id) continue;
      const others = from.get(target);
      if (others) others.push(id);
      else from.set(target, [id]);
    }
  }
  return from;
}

function ownersOf(
  pages: readonly Examined[],
  overdue: readonly Overdue[],
  teams: readonly HealthTeam[],
): Health['owners'] {
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

/** Only what fields say for certain: that a pillar has a rhythm less than others, that a seat or practice stands alone. */
function gapsIn(pages: readonly (Page & { id: string })[]): Gap[] {
  const all = <K extends Page['kind']>(kind: K) =>
    pages.filter((page): page is PageOf<K> & { id: string } => page.kind === kind);
  const practices = all('practice');
  const rhythms = [...new Set(practices.map(({ cadence }) => cadence))].filter((cadence) => cadence !== 'as needed');
  const seats = new Set(all('path').flatMap((path) => path.seats));
  const practised = new Set(practices.flatMap(({ roles }) => roles));
  const templated = new Set(all('template').map(({ practice }) => practice));
  const gap = (missing: 'path' | 'practice' | 'template', { id, title }: { id: string; title: string }) => ({
    missing,
    id,
    title,
  });
  const rhythmGaps = all('pillar').flatMap(({ id, title }): Gap[] => {
    const own = practices.filter(({ pillar, alsoServes }) => [pillar, ...alsoServes].includes(id));
    const cadences = rhythms.filter((cadence) => !own.some((practice) => practice.cadence === cadence));
    return cadences.length === 0 ? [] : [{ missing: 'cadence', id, title, cadences }];
  });
  return [
    ...rhythmGaps,
    ...all('role').flatMap((role) => (practised.has(role.id) ? [] : [gap('practice', role)])),
    ...all('role').flatMap((role) => (seats.has(role.id) ? [] : [gap('path', role)])),
    ...practices
      .filter(({ id, template }) => template === undefined && !templated.has(id))
      .map((practice) => gap('template', practice)),
  ];
}
