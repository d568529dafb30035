import type * as z from 'zod';
import { type Edition, fieldsIn, nameOf, strictestAudience, strictness } from '#editions/edition.ts';
import { hiddenNames } from '#editions/edition-of.ts';
import { audiencesOf, type InFile, ownedPages, type Readable, readableNotes, readables } from '#editions/readable.ts';
import { type Content, hasEveryFile, isUnread } from '#load/content.ts';
import type { PageSource } from '#load/pages.ts';
import { complete, data } from '#schema/data/index.ts';
import { audience } from '#schema/fields.ts';
import { note } from '#schema/note.ts';
import { page } from '#schema/pages/index.ts';
import { advice, type Problem, plural, START } from '#schema/problem.ts';
import type { Reference } from '#schema/references.ts';
import type { Place } from '#schema/schema-problems.ts';
import type { Rule } from '../rule.ts';
import { type Caused, causeProblems, isUpstreamFile } from './clashes.ts';
import { audienceProblem } from './setting-names.ts';

/** Page, note or entry with its readers and what it mentions. */
type Mentioning = Omit<Readable, 'title'>;

/** Rule on who may read what: links and references lead nobody to what an edition leaves out, and editions are whole. */
export const readers: Rule = {
  code: 'editions',
  describes: 'Nobody is led to what they may not read',
  check(content, edition) {
    const { settings, where } = content.settings;
    if (!hasEveryFile(content)) return [];
    const needs = neededButExcluded(content, edition);
    if (!settings) return needs;
    const audiences = audiencesOf(content);
    const unread = isUnread(content);
    // An unknown audience is reported once, and who may read the page or entry is unknown.
    const isKnown = ({ name, says }: Readable) =>
      !unread(name.replace(/#.*/, '')) && (says === undefined || audiences.includes(says));
    const hidden = settings.hidden.map((name, index) => ({ name, place: where(['hidden', index]) }));
    return [
      ...needs,
      ...unknownAudiences(content),
      ...completeProblems(readables(content), hidden, edition),
      ...ownerProblems(content),
      ...leakProblems(
        [...readables(content), ...readableNotes(content)].filter(isKnown),
        hiddenNames(content),
        audiences,
        content.layers[0] as string,
      ),
    ];
  },
};

/** Checks that the audiences exist that pages, notes, entries and parts of pages name. */
function unknownAudiences(content: Content): Problem[] {
  const audiences = audiencesOf(content);
  const own = [...readables(content), ...readableNotes(content)].flatMap(({ says, file, at }) =>
    // One that is no name is a problem of the field.
    !audience().safeParse(says).success || says === undefined
      ? []
      : audienceProblem(says, audiences, () => ({ file, ...at() })),
  );
  const parts = [...content.pages, ...content.notes].flatMap(({ file, facts }) =>
    (facts?.only ?? []).flatMap(({ audience, line, column }) =>
      audienceProblem(audience, audiences, () => ({ file, line, column })),
    ),
  );
  return [...own, ...parts];
}

/** Reports references that a page, an entry or a note cannot do without, to what the edition leaves out. */
function neededButExcluded(content: Content, edition: Edition): Problem[] {
  const owned = ownedPages(content);
  const caused: Caused[] = [];
  // One line of the settings assigns the owner of many pages, so it is reported once.
  const byTeam = new Map<string, Problem>();
  const problems = needsOf(content, edition).flatMap(({ source, need }): Problem[] => {
    const name = nameOf(need.to, need.id);
    const problem = needProblem(source, need);
    const owner = need.path[0] === 'owner' && source.id !== undefined ? owned.get(source.id) : undefined;
    const cause = isUpstreamFile(content, source.file) ? exclusionOf(content, name) : undefined;
    if (owner) byTeam.set(owner.team, { ...problem, ...owner.place });
    else if (cause) caused.push({ ...cause, what: `"${name}" is left out`, from: source.file });
    else return [problem];
    return [];
  });
  return [...problems, ...byTeam.values(), ...causeProblems(caused)];
}

/** Page, note or entry of data that needs something. Only a page has an id here. */
type Needing = { file: string; frontmatter?: PageSource['frontmatter'] | undefined; id?: string };

/** Lists what pages, entries and notes of an edition cannot do without although it leaves that out. */
function needsOf(content: Content, edition: Edition): { source: Needing; need: Reference }[] {
  const pages = content.pages.filter(({ id }) => !edition.excluded.has(id));
  const entries = content.entries.filter(({ collection, id }) => !edition.excluded.has(nameOf(collection, id)));
  const notes = content.notes.filter(({ id }) => edition.notes.has(id));
  const needs = (source: Needing, schema: z.ZodType, id: string, fields: unknown) =>
    fields === undefined ? [] : fieldsIn(edition, schema, id, fields).needs.map((need) => ({ source, need }));
  return [
    ...pages.flatMap((source) => needs(source, page, source.id, source.data)),
    ...entries.flatMap(({ collection, file, located, data: fields }) =>
      needs({ file, frontmatter: located }, data[collection], '', fields),
    ),
    ...notes.flatMap(({ file, frontmatter, id, data: fields }) => needs({ file, frontmatter }, note, id, fields)),
  ];
}

function needProblem({ file, frontmatter }: Needing, { to, id, path }: Reference): Problem {
  const words = advice(
    `This cannot do without "${nameOf(to, id)}", which is left out`,
    'Name another one, or leave this out too',
  );
  return { file, ...(frontmatter?.at(path) ?? START), ...words };
}

/** Returns the place at which the organisation leaves out a page or an entry, and what to do there. */
function exclusionOf(content: Content, name: string): (ReturnType<Place> & { fix: string }) | undefined {
  const { settings, where } = content.settings;
  const at = settings?.hidden.findIndex((one) => one === name || name.startsWith(`${one}/`)) ?? -1;
  if (at !== -1) return { ...where(['hidden', at]), fix: 'Hide what needs it as well, or take it from the list' };
  const entry = readables(content).find((one) => one.name === name);
  if (!entry || isUpstreamFile(content, entry.file)) return undefined;
  return { file: entry.file, ...entry.at(), fix: "Give it the audience that upstream's has, or hide what needs it" };
}

/** Checks that an edition includes every entry that the formulas need. */
export function completeProblems(
  entries: readonly Mentioning[],
  hidden: readonly { name: string; place: ReturnType<Place> }[],
  { audience, audiences, excluded }: Pick<Edition, 'audience' | 'audiences' | 'excluded'>,
): Problem[] {
  return entries.flatMap(({ name, audience: readers, file, at }) => {
    if (!excluded.has(name) || !complete.has(/^data\/([^/]+)\//.exec(name)?.[1] ?? '')) return [];
    const isHidden = hidden.find((candidate) => candidate.name === name);
    if (isHidden) {
      const fix = 'Take it from the list; its words may be written anew under the same id';
      return [{ ...isHidden.place, message: `The tools count with "${name}"`, fix }];
    }
    const message = `"${name}" is for ${strictestAudience([readers], audiences)}, and the tools of ${audience} count with it`;
    return [{ file, ...at(), message, fix: `Write audience: ${audience}` }];
  });
}

/**
 * Checks that the readers of a page may also see the team that the settings assign to it. Reports each line of the
 * settings once.
 */
function ownerProblems(content: Content): Problem[] {
  const audiences = audiencesOf(content);
  const strictnessByName = new Map(
    readables(content).map(({ name, audience }) => [name, strictness(audience, audiences)]),
  );
  const problems = [...ownedPages(content)].flatMap(([id, { team, place }]): [string, Problem][] => {
    const [page, other] = [strictnessByName.get(id) ?? 0, strictnessByName.get(nameOf('teams', team)) ?? 0];
    if (other <= page) return [];
    const message = `The team "${team}" is for ${audiences[other]}, and what it looks after is read by ${audiences[page]}`;
    const fix = `Write audience: ${audiences[page]} into data/teams/${team}.yaml, or name another team`;
    return [[`${place.line} ${place.column}`, { ...place, message, fix }]];
  });
  return [...new Map(problems.toReversed()).values()];
}

/**
 * Checks that no reference or link leads readers to an entry that they may not read, which would reveal its name. An
 * organisation cannot change upstream's pages. Where its own entry names an audience, upstream's mentions of it
 * disappear for other readers; where it names none, that is reported once, at the entry.
 * @param upstream The folder of upstream's layer.
 */
export function leakProblems(
  readables: readonly Mentioning[],
  hidden: ReadonlySet<string>,
  audiences: readonly string[],
  upstream: string,
): Problem[] {
  const byName = new Map(readables.map((readable) => [readable.name, readable]));
  const width = (name: string) => {
    const known = byName.get(name);
    return known ? strictness(known.audience, audiences) : 0;
  };
  const isUpstreams = ({ file }: InFile) => file.startsWith(`${upstream}/`);
  const unsaid = new Map<Mentioning, number[]>();
  const problems = readables.flatMap(({ audience, mentions }) =>
    mentions.flatMap(({ names, optional, within, ...mention }) => {
      const wide = strictestAudience([audience, ...within], audiences);
      if (optional || names.some((name) => hidden.has(name))) return [];
      const name = names.toSorted((a, b) => width(b) - width(a))[0] ?? '';
      const [target, readers] = [byName.get(name), strictness(wide, audiences)];
      if (!target || width(name) <= readers) return [];
      if (isUpstreams(mention) && !isUpstreams(target)) {
        const isSaid = target.says !== undefined || name.includes('#');
        if (!isSaid) unsaid.set(target, [...(unsaid.get(target) ?? []), readers]);
        return [];
      }
      const narrow = audiences[width(name)];
      return [
        {
          file: mention.file,
          ...mention.at(),
          message: `"${name}" is for ${narrow}, and this is read by ${wide}`,
          fix: `Write a ? after ${name.includes('#') ? 'the last slash' : 'it'}, so that it disappears for others, or put it between :::only[${narrow}] and :::`,
        },
      ];
    }),
  );
  return [...problems, ...[...unsaid].map(([target, readers]) => unsaidProblem(target, readers, audiences))];
}

function unsaidProblem({ name, file, at }: Mentioning, readers: number[], audiences: readonly string[]): Problem {
  const [wide, narrow] = [audiences[Math.min(...readers)], audiences.at(-1)];
  const fix = `Write audience: ${wide}; or audience: ${narrow}, and what upstream says of it disappears for others`;
  return {
    file,
    ...at(),
    message: `"${name}" does not say who may read it, and ${plural(readers.length, 'link')} of upstream would lead ${wide} to it`,
    fix: fix,
  };
}
