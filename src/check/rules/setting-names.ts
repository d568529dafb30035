import { nameOf } from '#editions/edition.ts';
import { readables } from '#editions/readable.ts';
import { type Content, hasEveryFile, isUnread, movedPages, pagesOfUnknownKind } from '#load/content.ts';
import { foldersAround, namedKind, type ReadPage } from '#load/pages.ts';
import type { SettingsResult } from '#load/settings-files.ts';
import { namesAround } from '#schema/address.ts';
import { WHOLE_LAYER } from '#schema/pages/page-defaults.ts';
import { advice, didYouMean, type Problem } from '#schema/problem.ts';
import { movedWords, type Redirects } from '#schema/redirects.ts';
import { guessHostKind, HOST_KINDS } from '#schema/repository-host.ts';
import type { Place } from '#schema/schema-problems.ts';
import type { Settings } from '#schema/settings.ts';
import type { Rule } from '../rule.ts';

/** Rule on the settings, and on the names of parts, pages, data, teams and audiences in them. */
export const settingNames: Rule = {
  code: 'settings',
  describes: 'Settings hold what their schema says',
  check(content) {
    const { settings, problems } = content.settings;
    if (!hasEveryFile(content)) return [];
    return settings ? [...problems, ...namingProblems(content, settings)] : problems;
  },
};

function namingProblems(content: Content, settings: Settings): Problem[] {
  const {
    pages,
    settings: { where },
  } = content;
  const { hidden, titles, owners, files, defaults = {} } = settings;
  const moved = movedPages(content);
  const names = readables(content).map(({ name }) => name);
  const mayBeThere = isUnread(content);
  const leftOut = hidden.flatMap((name, index) =>
    mayBeThere(name) ? [] : [{ name, place: where(['hidden', index]) }],
  );
  const folders = pages.flatMap(foldersAround);
  const unknown = pagesOfUnknownKind(content);
  const roles = pages.filter((page) => namedKind(page) === 'role' || unknown.has(page.id)).map(({ id }) => id);
  const teams = names.flatMap((name) => /^data\/teams\/(.*)$/.exec(name)?.[1] ?? []);
  const keysIn = (key: string, value: Record<string, unknown>) =>
    Object.keys(value).map((name) => ({ name, place: where([key, name], 'key') }));
  return [
    ...hostHints(settings, where),
    ...repetitionProblems('audiences', settings.audiences, where),
    ...audienceNames(settings, where),
    ...repetitionProblems('hidden', hidden, where),
    ...nameProblems(leftOut, [...new Set([...folders, ...names])], 'part, page or entry', moved),
    ...nameProblems(keysIn('titles', titles), roles, 'role', moved),
    ...titleProblems(titles, pages, where),
    ...nameProblems(
      keysIn('owners', owners),
      [...new Set([...folders, ...pages.map(({ id }) => id)])],
      'part or page',
      moved,
    ),
    ...nameProblems(
      keysIn('files', files),
      [...new Set(content.publicFiles.own.flatMap(({ path }) => namesAround(path)))],
      'file or folder in org/public/',
      moved,
    ),
    ...nameProblems(keysIn('defaults', defaults), [WHOLE_LAYER, ...new Set(folders)], 'part or folder', moved),
    ...nameProblems(
      Object.entries(owners).flatMap(([key, name]) =>
        mayBeThere(nameOf('teams', name)) ? [] : [{ name, place: where(['owners', key]) }],
      ),
      teams,
      'team',
      moved,
    ),
  ];
}

/** Notes a repository on a domain that does not tell which software it has, so that pages have no links to it. */
function hostHints({ repository, host }: Settings, where: Place): Problem[] {
  if (repository === undefined || host !== undefined || guessHostKind(repository) !== undefined) return [];
  const message = 'The address does not tell which Git host this is, so pages have no links to it';
  const fix = `Add host: with one of ${HOST_KINDS.join(', ')}`;
  return [{ ...where(['repository']), code: 'settings', message, fix, isHint: true }];
}

/** Checks that the audiences exist that the settings name. */
function audienceNames(settings: Settings, where: SettingsResult['where']): Problem[] {
  const { audience, restrictedTerms, site } = settings;
  const audiences = [...new Set(settings.audiences)];
  const named = { restrictedTerms, site: typeof site === 'object' ? site : {} };
  return [
    ...(audience === undefined ? [] : audienceProblem(audience, audiences, () => where(['audience']))),
    ...Object.entries(named).flatMap(([key, value]) =>
      Object.keys(value).flatMap((name) => audienceProblem(name, audiences, () => where([key, name], 'key'))),
    ),
  ];
}

/** Checks that an audience exists. */
export function audienceProblem(
  audience: string,
  audiences: readonly string[],
  place: () => ReturnType<Place>,
): Problem[] {
  if (audiences.includes(audience)) return [];
  return [{ ...place(), message: `Unknown audience "${audience}"`, fix: didYouMean(audience, audiences) }];
}

/** Checks that entries which the settings hide or rename exist. */
function nameProblems(
  names: readonly { name: string; place: ReturnType<Place> }[],
  known: readonly string[],
  what: string,
  moved: Redirects,
): Problem[] {
  return names.flatMap(({ name, place }) => {
    if (known.includes(name)) return [];
    const words = movedWords(moved, name);
    return [{ ...place, ...(words ?? advice(`There is no ${what} "${name}"`, didYouMean(name, known))) }];
  });
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
