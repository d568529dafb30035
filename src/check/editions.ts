import type * as z from 'zod';
import {
  type Edition,
  fieldsIn,
  isOptionalLink,
  keysOf,
  nameOf,
  shows,
  strictestAudience,
  strictness,
} from '#editions/edition.ts';
import type { ExcludedEntry } from '#editions/restricted-strings.ts';
import type { DataSource } from '#load/data.ts';
import type { ReadNote } from '#load/notes.ts';
import { type SettingsResult, settingsFile } from '#load/settings-files.ts';
import { joined, namesIn } from '#schema/address.ts';
import { data } from '#schema/data/index.ts';
import { note } from '#schema/note.ts';
import { page } from '#schema/pages/index.ts';
import type { Problem } from '#schema/problem.ts';
import { destinationOf, type Redirects } from '#schema/redirects.ts';
import { type Reference, referencesIn } from '#schema/references.ts';
import type { Settings } from '#schema/settings.ts';
import type { WithPositions } from '#schema/with-positions.ts';
import type { ReadPage } from './handbook.ts';
import {
  audienceProblem,
  completeProblems,
  leakProblems,
  nameProblems,
  type Readable,
} from './rules/audience-rules.ts';
import { notedProblems } from './rules/note-targets.ts';
import { partOf } from './rules/page-names.ts';
import type { Redirect } from './rules/redirect-targets.ts';

/** Content of all layers, before an edition excludes anything. */
interface Read extends Pick<SettingsResult, 'audienceOf' | 'where'> {
  pages: readonly ReadPage[];
  entries: readonly DataSource[];
  settings: Settings | undefined;
  redirects: readonly (Redirect & { file: string })[];
  notes: readonly ReadNote[];
  /** Layer of upstream, whose pages and entries the notes annotate. */
  upstream: string;
}

/**
 * Determines what one edition shows and excludes, and checks who may read what.
 * @param wanted Audience of the edition; the strictest, which may read everything, if left out.
 */
export function readEdition(
  { pages, entries, audienceOf, where, settings, redirects, notes, upstream }: Read,
  wanted: string | undefined,
): {
  edition: Edition;
  shown: ReadPage[];
  redirects: Redirects;
  excludedEntries: ExcludedEntry[];
  problems: Problem[];
} {
  const { titles = {}, owners = {} } = settings ?? {};
  const audiences = [...new Set(settings?.audiences ?? ['public'])];
  const hidden = hiddenNames(settings?.hidden ?? [], pages);
  const owned = ownedPages(owners, pages, where);
  const readable = [...readablePages(pages, audienceOf, audiences, owned), ...readableData(entries, audienceOf)];
  const audience = wanted ?? (audiences.at(-1) as string);
  const beside = readableNotes(notes, audienceOf, audiences);
  // Unlike pages, notes may share a title. The title of a shown note is no leak.
  const shownTitles = new Set(
    beside.flatMap((aside) => (shows({ audience, audiences }, aside.audience) ? [aside.title] : [])),
  );
  const noteEntries = beside.map((aside) => (shownTitles.has(aside.title) ? { ...aside, title: '' } : aside));
  const unseen = [...readable, ...noteEntries].filter((entry) => !shows({ audience, audiences }, entry.audience));
  const excluded = new Set([...hidden, ...unseen.map(({ name }) => name)]);
  // Headings are no restricted strings: they go with their part of the page, and another page may have the same
  // heading.
  const excludedEntries = unseen.flatMap(({ name, title, file, below, audience: own = audiences.at(-1) }) =>
    name.includes('#') ? [] : [{ name, title, file, below, audience: own }],
  );
  const isShown = ({ id, name }: ReadNote) => !excluded.has(id) && !excluded.has(name);
  const edition = {
    audience,
    audiences,
    excluded,
    titles,
    owners: Object.fromEntries([...owned].map(([id, { team }]) => [id, team])),
    notes: new Map(notes.filter(isShown).map(({ id, file }) => [id, file])),
  };
  const { shown, problems } = shownPages(pages, edition, owned);
  const moved = new Map(redirects.map(({ from, to }) => [from, to]));
  const { led, lost } = shownRedirects(redirects, moved, new Set(shown.map(({ id }) => id)));
  const audienceRules = settings
    ? [
        ...repetitionProblems('audiences', settings.audiences, where),
        ...audienceProblems({ ...settings, audiences }, [...readable, ...beside], hidden, [...pages, ...notes], {
          where,
          upstream,
        }),
        ...namingProblems(settings, edition, readable, pages, where, moved),
        ...ownerProblems(owned, readable, audiences),
      ]
    : [];
  const targets = readable.map((target) => ({ ...target, isOwn: !target.file.startsWith(`${upstream}/`) }));
  const onWhat = notedProblems(beside, targets, { audiences, hidden, moved });
  return {
    edition,
    shown,
    redirects: led,
    excludedEntries: [...excludedEntries, ...lost],
    problems: [...audienceRules, ...onWhat, ...problems, ...dataNeeds(entries, edition), ...noteNeeds(notes, edition)],
  };
}

/** Names of everything that is hidden, including all pages of a hidden part. */
export function hiddenNames(hidden: readonly string[], pages: readonly Pick<ReadPage, 'id' | 'path'>[]): Set<string> {
  const inParts = pages.filter(({ id, path }) => hidden.includes(partOf(id, path))).map(({ id }) => id);
  return new Set([...hidden, ...inParts]);
}

/** Team that looks after a page here, and the position of the setting that assigns it. */
interface Owned {
  team: string;
  place: ReturnType<SettingsResult['where']>;
}

/**
 * Finds the pages whose owner the settings assign. A page of the same layer names its own owner, unless the settings
 * name the page by its id.
 */
function ownedPages(
  owners: Settings['owners'],
  pages: readonly ReadPage[],
  where: SettingsResult['where'],
): Map<string, Owned> {
  const keys = keysOf(
    Object.keys(owners),
    pages.map(({ id }) => id),
  );
  const settings = where(['owners']).file;
  return new Map(
    pages.flatMap(({ id, file, path }): [string, Owned][] => {
      const key = keys.get(id);
      const sameLayer = settingsFile(file.slice(0, -path.length - 1)) === settings;
      if (key === undefined || (sameLayer && key !== id)) return [];
      return [[id, { team: owners[key] as string, place: where(['owners', key]) }]];
    }),
  );
}

/** Readable page, entry or heading with its title. */
type Named = Readable & { title: string; below?: string | undefined };

/** Lists the notes by their own names, each with the id of the page or entry that it annotates. */
function readableNotes(
  notes: readonly ReadNote[],
  audienceOf: ReadonlyMap<string, string>,
  audiences: readonly string[],
): (Named & { id: string })[] {
  return notes.flatMap((source) =>
    readablePages([source], audienceOf, audiences, new Map(), note).map((named) => ({
      ...named,
      name: source.name,
      id: source.id,
    })),
  );
}

/**
 * Lists the pages, and the headings that only some of their readers see, with their links, references and audiences.
 * @param owned Pages whose `owner` field the settings override.
 */
function readablePages(
  pages: readonly Pick<ReadPage, 'id' | 'file' | 'path' | 'frontmatter' | 'facts' | 'below'>[],
  audienceOf: ReadonlyMap<string, string>,
  audiences: readonly string[],
  owned: ReadonlyMap<string, Owned>,
  schema: z.ZodType = page,
): Named[] {
  return pages.flatMap(({ id, file, path, frontmatter, facts, below }) => {
    const fields = (frontmatter?.value ?? {}) as { audience?: unknown; title?: unknown };
    const only = (line: number) =>
      (facts?.only ?? []).filter((part) => part.line <= line && line <= part.lastLine).map(({ audience }) => audience);
    const mentions = [
      ...(frontmatter ? referencesIn(schema, frontmatter.value) : [])
        .filter(({ path: where }) => !(owned.has(id) && where[0] === 'owner'))
        .map(({ to, id: target, optional, path: where }) => ({
          names: [nameOf(to, target)],
          optional,
          within: [],
          file,
          at: () => (frontmatter as WithPositions).at(where),
        })),
      ...(facts?.references ?? []).map(({ to, id: target, optional, line, column }) => ({
        names: [nameOf(to, target)],
        optional,
        within: only(line),
        file,
        at: () => ({ line, column }),
      })),
      ...(facts?.links ?? [])
        .filter(({ url }) => /^[/#]/.test(url))
        .map(({ url, line, column }) => ({
          names: namesIn(url, id),
          optional: isOptionalLink(url),
          within: only(line),
          file,
          at: () => ({ line, column }),
        })),
    ];
    const at = () => frontmatter?.at(['audience']) ?? { line: 1, column: 1 };
    const says = typeof fields.audience === 'string' ? fields.audience : undefined;
    // The layer is the part of the file's path before the path inside the layer.
    const audience = says ?? audienceOf.get(file.slice(0, -path.length - 1));
    const headings = [...(facts?.headings ?? [])].flatMap(([anchor, point]): Named[] => {
      const within = only(point.line);
      if (within.length === 0) return [];
      const heading = { name: `${id}#${anchor}`, title: '', file, at: () => point, says: undefined, mentions: [] };
      return [{ ...heading, audience: strictestAudience([audience, ...within], audiences) }];
    });
    return [{ name: id, title: String(fields.title ?? ''), file, at, says, audience, mentions, below }, ...headings];
  });
}

function readableData(entries: readonly DataSource[], audienceOf: ReadonlyMap<string, string>): Named[] {
  return entries.map(({ collection, id, file, layer, located, below }) => {
    const { audience, title } = (located.value ?? {}) as { audience?: unknown; title?: unknown };
    const says = typeof audience === 'string' ? audience : undefined;
    const mentions = referencesIn(data[collection], located.value).map((reference) => ({
      names: [nameOf(reference.to, reference.id)],
      optional: reference.optional,
      within: [],
      file,
      at: () => located.at(reference.path),
    }));
    return {
      name: nameOf(collection, id),
      title: String(title ?? ''),
      file,
      at: () => located.at(['audience']),
      says,
      audience: says ?? audienceOf.get(layer),
      mentions,
      below,
    };
  });
}

/** Checks who may read what, for all editions. */
function audienceProblems(
  { audiences, audience, marked, site }: Settings,
  readable: readonly Named[],
  hidden: ReadonlySet<string>,
  pages: readonly Pick<ReadPage, 'file' | 'facts'>[],
  { where, upstream }: Pick<Read, 'where' | 'upstream'>,
): Problem[] {
  const parts = pages.flatMap(({ file, facts }) => (facts?.only ?? []).map((part) => ({ file, ...part })));
  const named = { marked, site: typeof site === 'object' ? site : {} };
  return [
    ...(audience === undefined ? [] : audienceProblem(audience, audiences, () => where(['audience']))),
    ...Object.entries(named).flatMap(([key, value]) =>
      Object.keys(value).flatMap((name) => audienceProblem(name, audiences, () => where([key, name], 'key'))),
    ),
    ...readable.flatMap(({ says, file, at }) =>
      says === undefined ? [] : audienceProblem(says, audiences, () => ({ file, ...at() })),
    ),
    ...parts.flatMap(({ audience, file, line, column }) =>
      audienceProblem(audience, audiences, () => ({ file, line, column })),
    ),
    ...leakProblems(readable, hidden, audiences, upstream),
  ];
}

/** Checks the names of parts, pages, data and teams in the settings. */
function namingProblems(
  { hidden, titles, owners }: Settings,
  edition: Edition,
  readable: readonly Named[],
  pages: readonly ReadPage[],
  where: SettingsResult['where'],
  moved: Redirects,
): Problem[] {
  const names = readable.map(({ name }) => name);
  const leftOut = hidden.map((name, index) => ({ name, place: where(['hidden', index]) }));
  const parts = [...new Set(pages.map(({ id, path }) => partOf(id, path)))].filter((part) => part !== '');
  const roles = pages.filter(({ data }) => data?.kind === 'role').map(({ id }) => id);
  const teams = names.flatMap((name) => /^data\/teams\/(.*)$/.exec(name)?.[1] ?? []);
  const keysIn = (key: string, value: Record<string, string>) =>
    Object.keys(value).map((name) => ({ name, place: where([key, name], 'key') }));
  return [
    ...repetitionProblems('hidden', hidden, where),
    ...nameProblems(leftOut, [...parts, ...names], 'part, page or entry', moved),
    ...completeProblems(readable, leftOut, edition),
    ...nameProblems(keysIn('titles', titles), roles, 'role', moved),
    ...titleProblems(titles, pages, where),
    ...nameProblems(keysIn('owners', owners), [...parts, ...pages.map(({ id }) => id)], 'part or page', moved),
    ...nameProblems(
      Object.entries(owners).map(([key, name]) => ({ name, place: where(['owners', key]) })),
      teams,
      'team',
      moved,
    ),
  ];
}

/**
 * Checks that the readers of a page may also see the team that the settings assign to it. Reports each line of the
 * settings once.
 */
function ownerProblems(
  owned: ReadonlyMap<string, Owned>,
  readable: readonly Named[],
  audiences: readonly string[],
): Problem[] {
  const readers = new Map(readable.map(({ name, audience }) => [name, strictness(audience, audiences)]));
  const wrong = [...owned].flatMap(([id, { team, place }]): [string, Problem][] => {
    const [page, other] = [readers.get(id) ?? 0, readers.get(nameOf('teams', team)) ?? 0];
    if (other <= page) return [];
    const message = `The team "${team}" is for ${audiences[other]}, and what it looks after is read by ${audiences[page]}`;
    const fix = `Write audience: ${audiences[page]} into data/teams/${team}.yaml, or name another team`;
    return [[`${place.line} ${place.column}`, { ...place, message, fix }]];
  });
  return [...new Map(wrong.toReversed()).values()];
}

/** Checks that no new title is the title of another page. */
function titleProblems(
  titles: Settings['titles'],
  pages: readonly ReadPage[],
  where: SettingsResult['where'],
): Problem[] {
  const titled = pages.flatMap(({ id, data }) => (data ? [{ id, title: titles[id] ?? data.title }] : []));
  return Object.entries(titles).flatMap(([id, title]) => {
    const twin = titled.find((page) => page.id !== id && page.title.toLowerCase() === title.toLowerCase());
    if (!twin) return [];
    const message = `The title "${title}" is that of ${twin.id}`;
    return [{ ...where(['titles', id]), message, fix: 'Give this role a title of its own' }];
  });
}

/** Checks that a list contains no name twice. */
function repetitionProblems(key: string, list: readonly string[], where: SettingsResult['where']): Problem[] {
  return list.flatMap((name, index) =>
    list.indexOf(name) === index
      ? []
      : [{ ...where([key, index]), message: `"${name}" stands here twice`, fix: 'Delete one of the two' }],
  );
}

/**
 * Filters the pages to those of an edition, with their fields, and reports references that a page cannot do without.
 */
function shownPages(
  pages: readonly ReadPage[],
  edition: Edition,
  owned: ReadonlyMap<string, Owned>,
): { shown: ReadPage[]; problems: Problem[] } {
  const problems: Problem[] = [];
  const ownerProblemsByTeam = new Map<string, Problem>();
  const shown = pages
    .filter(({ id }) => !edition.excluded.has(id))
    .map((source) => {
      if (!source.data) return source;
      const { value, needs } = fieldsIn(edition, page, source.id, source.data);
      for (const need of needs) {
        const problem = needProblem(source, need);
        const owner = need.path[0] === 'owner' ? owned.get(source.id) : undefined;
        // One line of the settings assigns the owner of many pages, so it is reported once.
        if (owner) ownerProblemsByTeam.set(owner.team, { ...problem, ...owner.place });
        else problems.push(problem);
      }
      return { ...source, data: value };
    });
  return { shown, problems: [...problems, ...ownerProblemsByTeam.values()] };
}

/** Lists the pictures beside a page that an edition shows on it, as paths from the root. */
export function picturesOf({ file, facts }: ReadPage, edition: Edition): string[] {
  const { images = [], only = [] } = facts ?? {};
  const cut = only.filter(({ audience }) => !shows(edition, audience));
  return images
    .filter(({ url, line }) => !url.startsWith('/') && !cut.some((part) => part.line <= line && line <= part.lastLine))
    .map(({ url }) => joined(file, url));
}

/**
 * Splits the redirects into those to shown pages and the others. The old address of an excluded page reveals as much as
 * its new one.
 */
function shownRedirects(
  redirects: Read['redirects'],
  moved: Redirects,
  shown: ReadonlySet<string>,
): { led: Redirects; lost: ExcludedEntry[] } {
  const led = new Map<string, string>();
  const lost: ExcludedEntry[] = [];
  for (const { from, file } of redirects) {
    const to = destinationOf(moved, from) ?? '';
    if (shown.has(to)) led.set(from, to);
    else lost.push({ name: from, title: '', file });
  }
  return { led, lost };
}

function dataNeeds(entries: readonly DataSource[], edition: Edition): Problem[] {
  return entries
    .filter(({ collection, id }) => !edition.excluded.has(nameOf(collection, id)))
    .flatMap(({ collection, file, located }) => {
      const parsed = data[collection].safeParse(located.value);
      if (!parsed.success) return [];
      const { needs } = fieldsIn<unknown>(edition, data[collection], '', parsed.data);
      return needs.map((need) => needProblem({ file, frontmatter: located }, need));
    });
}

function noteNeeds(notes: readonly ReadNote[], edition: Edition): Problem[] {
  return notes
    .filter(({ id }) => edition.notes.has(id))
    .flatMap((source) =>
      source.data ? fieldsIn(edition, note, source.id, source.data).needs.map((need) => needProblem(source, need)) : [],
    );
}

function needProblem(source: Pick<ReadPage, 'file' | 'frontmatter'>, { to, id, path }: Reference): Problem {
  return {
    file: source.file,
    ...(source.frontmatter?.at(path) ?? { line: 1, column: 1 }),
    message: `This cannot do without "${nameOf(to, id)}", which is left out`,
    fix: 'Name another one, or leave this out too',
  };
}
