import type * as z from 'zod';
import { joined, namesIn } from '#model/address.ts';
import { data } from '#model/data/index.ts';
import { type Edition, fieldsIn, isOptionalLink, nameOf, narrowest, shows } from '#model/edition.ts';
import type { Located } from '#model/located.ts';
import { note } from '#model/note.ts';
import { page } from '#model/pages/index.ts';
import type { Problem } from '#model/problem.ts';
import { destinationOf, type Redirects } from '#model/redirects.ts';
import { audienceProblem, completeProblems, leakProblems, nameProblems, type Readable } from '#model/rules/editions.ts';
import type { Withheld } from '#model/rules/leaks.ts';
import { notedProblems } from '#model/rules/notes.ts';
import type { Redirect } from '#model/rules/redirects.ts';
import { type Reference, referencesIn } from '#model/rules/references.ts';
import type { Settings } from '#model/settings.ts';
import type { DataSource } from './data.ts';
import type { ReadPage } from './handbook.ts';
import type { ReadNote } from './notes.ts';
import type { SettingsResult } from './settings.ts';

/** What was read, before anything is left out. */
interface Read extends Pick<SettingsResult, 'audienceOf' | 'where'> {
  pages: readonly ReadPage[];
  entries: readonly DataSource[];
  settings: Settings | undefined;
  redirects: readonly (Redirect & { file: string })[];
  notes: readonly ReadNote[];
  /** The layer that is upstream's, on which notes stand. */
  upstream: string;
}

/**
 * Finds what one edition shows and what it withholds, and what is wrong with who may read what.
 * @param wanted The audience to show it to; the narrowest, which may read all, if left out.
 */
export function readEdition(
  { pages, entries, audienceOf, where, settings, redirects, notes, upstream }: Read,
  wanted: string | undefined,
): { edition: Edition; shown: ReadPage[]; redirects: Redirects; withheld: Withheld[]; problems: Problem[] } {
  const { hidden = [], titles = {}, audiences = ['public'] } = settings ?? {};
  const readable = [...readablePages(pages, audienceOf, audiences), ...readableData(entries, audienceOf)];
  const audience = wanted ?? (audiences.at(-1) as string);
  const beside = readableNotes(notes, audienceOf, audiences);
  // Unlike pages, notes may share a title, and that of one that is shown gives nothing away.
  const said = new Set(
    beside.flatMap((aside) => (shows({ audience, audiences }, aside.audience) ? [aside.title] : [])),
  );
  const untold = beside.map((aside) => (said.has(aside.title) ? { ...aside, title: '' } : aside));
  const unseen = [...readable, ...untold].filter((entry) => !shows({ audience, audiences }, entry.audience));
  const gone = new Set([...hidden, ...unseen.map(({ name }) => name)]);
  // A heading goes with its part of the page; another page may have one of the same name.
  const withheld = unseen.flatMap(({ name, title, file }) => (name.includes('#') ? [] : [{ name, title, file }]));
  const isShown = ({ id, name }: ReadNote) => !gone.has(id) && !gone.has(name);
  const edition = {
    audience,
    audiences,
    gone,
    titles,
    notes: new Map(notes.filter(isShown).map(({ id, file }) => [id, file])),
  };
  const { shown, problems } = shownPages(pages, edition);
  const moved = new Map(redirects.map(({ from, to }) => [from, to]));
  const { led, lost } = shownRedirects(redirects, moved, new Set(shown.map(({ id }) => id)));
  const audienceRules = settings
    ? audienceProblems(settings, edition, readable, beside, { pages, notes, where }, moved)
    : [];
  const targets = readable.map((target) => ({ ...target, isOwn: !target.file.startsWith(`${upstream}/`) }));
  const onWhat = notedProblems(beside, targets, { audiences, hidden: new Set(hidden), moved });
  return {
    edition,
    shown,
    redirects: led,
    withheld: [...withheld, ...lost],
    problems: [...audienceRules, ...onWhat, ...problems, ...dataNeeds(entries, edition), ...noteNeeds(notes, edition)],
  };
}

/** With the audience that the entry itself names, if it names one. */
type Named = Readable & { title: string; says: string | undefined };

/** The notes by names of their own, each with the id of what it stands on. */
function readableNotes(
  notes: readonly ReadNote[],
  audienceOf: ReadonlyMap<string, string>,
  audiences: readonly string[],
): (Named & { id: string })[] {
  return notes.flatMap((source) =>
    readablePages([source], audienceOf, audiences, note).map((named) => ({
      ...named,
      name: source.name,
      id: source.id,
    })),
  );
}

/** The pages and the headings that only some of their readers see, with what they link to and who may read them. */
function readablePages(
  pages: readonly Pick<ReadPage, 'id' | 'file' | 'path' | 'frontmatter' | 'facts'>[],
  audienceOf: ReadonlyMap<string, string>,
  audiences: readonly string[],
  schema: z.ZodType = page,
): Named[] {
  return pages.flatMap(({ id, file, path, frontmatter, facts }) => {
    const fields = (frontmatter?.value ?? {}) as { audience?: unknown; title?: unknown };
    const only = (line: number) =>
      (facts?.only ?? []).filter((part) => part.line <= line && line <= part.lastLine).map(({ audience }) => audience);
    const mentions = [
      ...(frontmatter ? referencesIn(schema, frontmatter.value) : []).map(
        ({ to, id: target, optional, path: where }) => ({
          names: [nameOf(to, target)],
          optional,
          within: [],
          file,
          ...(frontmatter as Located).at(where),
        }),
      ),
      ...(facts?.references ?? []).map(({ to, id: target, optional, line, column }) => ({
        names: [nameOf(to, target)],
        optional,
        within: only(line),
        file,
        line,
        column,
      })),
      ...(facts?.links ?? [])
        .filter(({ url }) => /^[/#]/.test(url))
        .map(({ url, line, column }) => ({
          names: namesIn(url, id),
          optional: isOptionalLink(url),
          within: only(line),
          file,
          line,
          column,
        })),
    ];
    const place = frontmatter?.at(['audience']) ?? { line: 1, column: 1 };
    const says = typeof fields.audience === 'string' ? fields.audience : undefined;
    // The path ends in the one inside the layer, and what comes before is the layer.
    const audience = says ?? audienceOf.get(file.slice(0, -path.length - 1));
    const headings = [...(facts?.headings ?? [])].flatMap(([anchor, at]): Named[] => {
      const within = only(at.line);
      if (within.length === 0) return [];
      const heading = { name: `${id}#${anchor}`, title: '', file, ...at, says: undefined, mentions: [] };
      return [{ ...heading, audience: narrowest([audience, ...within], audiences) }];
    });
    return [{ name: id, title: String(fields.title ?? ''), file, ...place, says, audience, mentions }, ...headings];
  });
}

function readableData(entries: readonly DataSource[], audienceOf: ReadonlyMap<string, string>): Named[] {
  return entries.map(({ collection, id, file, layer, located }) => {
    const { audience, title } = (located.value ?? {}) as { audience?: unknown; title?: unknown };
    const says = typeof audience === 'string' ? audience : undefined;
    const mentions = referencesIn(data[collection], located.value).map((reference) => ({
      names: [nameOf(reference.to, reference.id)],
      optional: reference.optional,
      within: [],
      file,
      ...located.at(reference.path),
    }));
    return {
      name: nameOf(collection, id),
      title: String(title ?? ''),
      file,
      ...located.at(['audience']),
      says,
      audience: says ?? audienceOf.get(layer),
      mentions,
    };
  });
}

/** What is wrong with who may read what, in any edition. */
function audienceProblems(
  { audiences, audience, hidden, titles }: Settings,
  edition: Edition,
  readable: readonly Named[],
  beside: readonly Named[],
  { pages, notes, where }: Pick<Read, 'pages' | 'notes' | 'where'>,
  moved: Redirects,
): Problem[] {
  const names = readable.map(({ name }) => name);
  const leftOut = hidden.map((name, index) => ({ name, place: where(['hidden', index]) }));
  const roles = pages.filter(({ data }) => data?.kind === 'role').map(({ id }) => id);
  const parts = [...pages, ...notes].flatMap(({ file, facts }) =>
    (facts?.only ?? []).map((part) => ({ file, ...part })),
  );
  return [
    ...(audience === undefined ? [] : audienceProblem(audience, audiences, where(['audience']))),
    ...[...readable, ...beside].flatMap((entry) =>
      entry.says === undefined ? [] : audienceProblem(entry.says, audiences, entry),
    ),
    ...parts.flatMap(({ audience, file, line, column }) =>
      audienceProblem(audience, audiences, { file, line, column }),
    ),
    ...nameProblems(leftOut, names, 'page or entry', moved),
    ...nameProblems(
      Object.keys(titles).map((name) => ({ name, place: where(['titles', name], 'key') })),
      roles,
      'role',
      moved,
    ),
    ...completeProblems(readable, leftOut, edition),
    ...leakProblems([...readable, ...beside], new Set(hidden), audiences),
  ];
}

/** The pages of an edition as it shows them, and what is wrong where one cannot do without another. */
function shownPages(pages: readonly ReadPage[], edition: Edition): { shown: ReadPage[]; problems: Problem[] } {
  const problems: Problem[] = [];
  const shown = pages
    .filter(({ id }) => !edition.gone.has(id))
    .map((source) => {
      if (!source.data) return source;
      const { value, needs } = fieldsIn(edition, page, source.id, source.data);
      problems.push(...needs.map((need) => needProblem(source, need)));
      return { ...source, data: value };
    });
  return { shown, problems };
}

/** The pictures beside a page that an edition shows in it, as paths from the root. */
export function picturesOf({ file, facts }: ReadPage, edition: Edition): string[] {
  const { images = [], only = [] } = facts ?? {};
  const cut = only.filter(({ audience }) => !shows(edition, audience));
  return images
    .filter(({ url, line }) => !url.startsWith('/') && !cut.some((part) => part.line <= line && line <= part.lastLine))
    .map(({ url }) => joined(file, url));
}

/** The redirects to pages that are shown. The old address of a page for others says as much as its new one. */
function shownRedirects(
  redirects: Read['redirects'],
  moved: Redirects,
  shown: ReadonlySet<string>,
): { led: Redirects; lost: Withheld[] } {
  const led = new Map<string, string>();
  const lost: Withheld[] = [];
  for (const { from, file } of redirects) {
    const to = destinationOf(moved, from) ?? '';
    if (shown.has(to)) led.set(from, to);
    else lost.push({ name: from, title: '', file });
  }
  return { led, lost };
}

function dataNeeds(entries: readonly DataSource[], edition: Edition): Problem[] {
  return entries
    .filter(({ collection, id }) => !edition.gone.has(nameOf(collection, id)))
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
