import { existsSync, readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { data } from '#model/data/index.ts';
import { type Edition, fieldsIn, isOptionalLink, nameOf, shows } from '#model/edition.ts';
import type { Located } from '#model/located.ts';
import { type Page, page, pageId } from '#model/pages/index.ts';
import { type Problem, sortProblems } from '#model/problem.ts';
import { type BodyFacts, readBodyFacts } from '#model/rules/body.ts';
import { audienceProblem, leakProblems, nameProblems, type Readable } from '#model/rules/editions.ts';
import type { Withheld } from '#model/rules/leaks.ts';
import { idOf, imageProblems, linkProblems, type Reachable } from '#model/rules/links.ts';
import { duplicateProblems, endingProblem, type PageSource, pageProblems, partProblems } from '#model/rules/pages.ts';
import { type Reference, referencesIn, referenceWords } from '#model/rules/references.ts';
import { placesIn, schemaProblems } from '#model/rules/schema.ts';
import type { Settings } from '#model/settings.ts';
import { type DataSource, isData, readData } from './data.ts';
import { LAYERS, readLayers } from './layers.ts';
import { readMdx } from './mdx.ts';
import { readSettings, SETTINGS } from './settings.ts';
import { readText } from './text.ts';

/** A page that was read, with its id. */
export interface ReadPage extends PageSource {
  data?: Page;
  facts?: BodyFacts;
}

/** All content of all layers, read once. */
export interface Handbook {
  settings?: Settings;
  /** The pages that the edition shows. */
  pages: ReadPage[];
  edition: Edition;
  /** The pages and entries of data that the edition may not show, because they are for others. */
  withheld: Withheld[];
  /** Everything that is wrong with it, in reading order. */
  problems: Problem[];
}

/**
 * Reads the whole handbook and checks it. The check command, the build, the dev server and the tests
 * all ask this function, so that what one of them finds the others find too.
 * @param root The folder that holds the layers and `public/`.
 * @param options.today The day to measure review dates against, as 2026-01-31.
 * @param options.edition The audience to show it to; the narrowest, which may read all, if left out.
 */
export function readHandbook(
  root: string,
  options: { layers?: readonly string[]; today?: string; edition?: string | undefined } = {},
): Handbook {
  const { layers = LAYERS, today = new Date().toISOString().slice(0, 10) } = options;
  const { files, shadowed } = readLayers(root, layers);
  const { settings, where, problems, audienceOf } = readSettings(root, layers);
  const { entries, unread, problems: dataProblems } = readData(root, files);
  problems.push(...dataProblems);

  const pages: ReadPage[] = [];
  for (const { file, path } of files.filter((candidate) => !isData(candidate.path) && candidate.path !== SETTINGS)) {
    const ending = endingProblem(file);
    if (ending) problems.push(ending);
    if (!path.endsWith('.mdx')) continue;
    const text = readText(root, file);
    if (text.problem) problems.push(text.problem);
    const read = text.problem ? { problems: [] } : readMdx(file, text.text);
    problems.push(...read.problems);
    pages.push(pageOf(file, path, read, problems));
  }
  for (const source of pages) problems.push(...pageProblems(source, today));
  problems.push(...duplicateProblems(pages));
  if (settings) problems.push(...partProblems(settings.parts, pages, where));

  const ids = idsByTarget(pages, entries);
  problems.push(...brokenReferences(pages, entries, ids, unread));

  const reachable: Reachable = {
    anchors: anchorsByPage(pages, ids),
    publicFiles: new Set(publicFiles(root)),
    files: new Set([...files, ...shadowed].map(({ file }) => file)),
  };
  for (const source of pages) {
    if (!source.facts) continue;
    problems.push(...linkProblems(source.file, source, source.facts.links, reachable));
    problems.push(...imageProblems(source.file, source.facts.images, reachable));
  }
  const { hidden = [], titles = {}, audiences = ['public'] } = settings ?? {};
  const readable = [...readablePages(pages, audienceOf), ...readableData(entries, audienceOf)];
  if (settings) problems.push(...editionProblems(settings, readable, pages, where));
  const audience = options.edition ?? (audiences.at(-1) as string);
  const withheld = readable
    .filter((entry) => !shows({ audience, audiences }, entry.audience))
    .map(({ name, title, file }) => ({ name, title, file }));
  const gone = new Set([...hidden, ...withheld.map(({ name }) => name)]);
  const edition = { audience, audiences, gone, titles };
  const { shown, problems: needs } = shownPages(pages, edition);
  return {
    ...(settings ? { settings } : {}),
    pages: shown,
    edition,
    withheld,
    problems: sortProblems([...problems, ...needs, ...dataNeeds(entries, edition)]),
  };
}

/** With the audience that the entry itself names, if it names one. */
type Named = Readable & { title: string; says: string | undefined };

/** The pages with what they refer to and link to, and who may read them. */
function readablePages(pages: readonly ReadPage[], audienceOf: ReadonlyMap<string, string>): Named[] {
  return pages.map(({ id, file, path, frontmatter, facts }) => {
    const fields = (frontmatter?.value ?? {}) as { audience?: unknown; title?: unknown };
    const only = (line: number) =>
      (facts?.only ?? []).filter((part) => part.line <= line && line <= part.lastLine).map(({ audience }) => audience);
    const mentions = [
      ...(frontmatter ? referencesIn(page, frontmatter.value) : []).map(
        ({ to, id: target, optional, path: where }) => ({
          name: nameOf(to, target),
          optional,
          within: [],
          file,
          ...(frontmatter as Located).at(where),
        }),
      ),
      ...(facts?.references ?? []).map(({ to, id: target, optional, line, column }) => ({
        name: nameOf(to, target),
        optional,
        within: only(line),
        file,
        line,
        column,
      })),
      ...(facts?.links ?? [])
        .filter(({ url }) => url.startsWith('/'))
        .map(({ url, line, column }) => ({
          name: idOf(url),
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
    return { name: id, title: String(fields.title ?? ''), file, ...place, says, audience, mentions };
  });
}

function readableData(entries: readonly DataSource[], audienceOf: ReadonlyMap<string, string>): Named[] {
  return entries.map(({ collection, id, file, layer, located }) => {
    const { audience, title } = (located.value ?? {}) as { audience?: unknown; title?: unknown };
    const says = typeof audience === 'string' ? audience : undefined;
    const mentions = referencesIn(data[collection], located.value).map((reference) => ({
      name: nameOf(reference.to, reference.id),
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
function editionProblems(
  { audiences, audience, hidden, titles }: Settings,
  readable: readonly Named[],
  pages: readonly ReadPage[],
  where: ReturnType<typeof readSettings>['where'],
): Problem[] {
  const names = readable.map(({ name }) => name);
  const roles = pages.filter(({ data }) => data?.kind === 'role').map(({ id }) => id);
  const parts = pages.flatMap(({ file, facts }) => (facts?.only ?? []).map((part) => ({ file, ...part })));
  return [
    ...(audience === undefined ? [] : audienceProblem(audience, audiences, where(['audience']))),
    ...readable.flatMap((entry) => (entry.says === undefined ? [] : audienceProblem(entry.says, audiences, entry))),
    ...parts.flatMap(({ audience, file, line, column }) =>
      audienceProblem(audience, audiences, { file, line, column }),
    ),
    ...nameProblems(
      hidden.map((name, index) => ({ name, place: where(['hidden', index]) })),
      names,
      'page or entry',
    ),
    ...nameProblems(
      Object.keys(titles).map((name) => ({ name, place: where(['titles', name], 'key') })),
      roles,
      'role',
    ),
    ...leakProblems(readable, new Set(hidden), audiences),
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

function needProblem(source: Pick<ReadPage, 'file' | 'frontmatter'>, { to, id, path }: Reference): Problem {
  return {
    file: source.file,
    ...(source.frontmatter?.at(path) ?? { line: 1, column: 1 }),
    message: `This cannot do without "${nameOf(to, id)}", which is left out`,
    fix: 'Name another one, or leave this out too',
  };
}

function pageOf(
  file: string,
  path: string,
  { frontmatter, body }: ReturnType<typeof readMdx>,
  problems: Problem[],
): ReadPage {
  const read: ReadPage = { file, path, id: pageId(path) };
  if (frontmatter) {
    read.frontmatter = frontmatter;
    problems.push(...schemaProblems(page, frontmatter.value ?? {}, placesIn(file, frontmatter)));
    const parsed = page.safeParse(frontmatter.value);
    if (parsed.success) read.data = parsed.data;
  }
  if (body) {
    read.facts = readBodyFacts(file, body, (frontmatter?.value as Record<string, unknown> | null | undefined) ?? {});
    problems.push(...read.facts.problems);
  }
  return read;
}

/**
 * The references of pages, of the components in them and of data that lead nowhere.
 * @param unread Collections with a file that could not be read: what it holds is not known.
 */
function brokenReferences(
  pages: readonly ReadPage[],
  entries: readonly DataSource[],
  ids: ReadonlyMap<string, readonly string[]>,
  unread: ReadonlySet<string>,
): Problem[] {
  const inFrontmatter = pages.flatMap(({ file, frontmatter }) =>
    frontmatter
      ? referencesIn(page, frontmatter.value).map((found) => ({ found, file, ...frontmatter.at(found.path) }))
      : [],
  );
  const inBodies = pages.flatMap(({ file, facts }) =>
    (facts?.references ?? []).map(({ line, column, ...found }) => ({ found, file, line, column })),
  );
  const inData = entries.flatMap(({ collection, file, located }) =>
    referencesIn(data[collection], located.value).map((found) => ({ found, file, ...located.at(found.path) })),
  );
  return [...inFrontmatter, ...inBodies, ...inData].flatMap(({ found, ...place }) => {
    const words = unread.has(found.to) ? undefined : referenceWords(found, ids.get(found.to) ?? []);
    return words ? [{ ...place, ...words }] : [];
  });
}

/** The ids that each kind of reference may name: any page, the pages of a kind, a data collection. */
function idsByTarget(
  pages: readonly ReadPage[],
  entries: readonly { collection: string; id: string }[],
): Map<string, string[]> {
  const ids = new Map<string, string[]>([['page', pages.map(({ id }) => id)]]);
  const add = (target: string, id: string) => ids.set(target, [...(ids.get(target) ?? []), id]);
  for (const { id, frontmatter } of pages) {
    const kind = (frontmatter?.value as { kind?: unknown } | null | undefined)?.kind;
    if (typeof kind === 'string') add(kind, id);
  }
  for (const { collection, id } of entries) add(collection, id);
  return ids;
}

function anchorsByPage(pages: readonly ReadPage[], ids: Map<string, string[]>): Reachable['anchors'] {
  return new Map(
    // The page for what is not there has no address of its own.
    pages
      .filter(({ id }) => id !== '404')
      .map(({ id, data, facts }) => {
        const drawn = [...(facts?.anchorCollections ?? [])].flatMap((collection) => ids.get(collection) ?? []);
        const outcomes = data?.kind === 'path' ? data.stages.flatMap((stage) => stage.outcomes) : [];
        return [id, facts && new Set([...facts.anchors, ...drawn, ...outcomes.map((outcome) => outcome.id)])];
      }),
  );
}

function publicFiles(root: string): string[] {
  const folder = join(root, 'public');
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `/${relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/')}`);
}
