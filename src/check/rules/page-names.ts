import { hasEveryFile } from '#load/content.ts';
import { foldersAround, isMisplaced, namedKind, type PageSource, partOf } from '#load/pages.ts';
import { settingsFile } from '#load/settings-files.ts';
import { isPageId, slugPath } from '#schema/address.ts';
import { folderOf, kinds } from '#schema/pages/index.ts';
import { foldersOf, type Part } from '#schema/part.ts';
import { type Advice, advice, nearest, type Problem, problemsAt, START } from '#schema/problem.ts';
import type { Rule } from '../rule.ts';
import { hidden, inLayerOrder, isUpstreamFile } from './clashes.ts';
import { duplicateProblems } from './duplicates.ts';

/** Page or note, as far as names and reviews are checked. */
type Source = Pick<PageSource, 'file' | 'id' | 'frontmatter'>;

/** Rule on the names, folders, titles and reviews of pages, and on the parts of the book. */
export const pageNames: Rule = {
  code: 'pages',
  describes: 'Pages stand in the folder of their kind, with a title of their own',
  check(content) {
    const { pages, today, settings } = content;
    const shown = inLayerOrder(content, pages).filter(({ id }) => !hidden(content).has(id));
    const own = [
      ...pages.flatMap((page) => pageProblems(page, today, settings.settings?.language)),
      ...duplicateProblems(shown, ({ id, file }) =>
        isUpstreamFile(content, file)
          ? `Give this page a title of its own, or hide the other: hidden: [${id}]`
          : 'Give one of the two a title of its own',
      ),
    ];
    if (!settings.settings || !hasEveryFile(content)) return own;
    const parts = partProblems(settings.settings, pages, settings.where, ({ layer }) => settingsFile(layer));
    return [...own, ...parts];
  },
};

/** Most folders that a page may be in, that of its part included. */
const DEEPEST = 4;

/** Checks the name of a page, its folder against its kind, and the dates of its reviews. */
export function pageProblems(page: Source & { path: string }, today: string, language?: string): Problem[] {
  const problems: Problem[] = [];
  const { file, path, id } = page;
  if (!isPageId(id)) {
    problems.push({
      file,
      ...START,
      message: `"${path}" does not make a good address`,
      fix: `Rename it to ${slugPath(id, language)}.mdx`,
    });
  } else problems.push(...problemsAt({ file, ...START }, folderAdvice(page)));
  const kind = namedKind(page);
  if (kind && isMisplaced(page)) {
    const part = partOf(id, path);
    const kindOfFolder = kinds.find((name) => folderOf[name] === part);
    const place = part === '' ? 'beside the folders' : `in ${part}/`;
    const home = folderOf[kind] === '' ? 'beside the folders' : `into ${folderOf[kind]}/`;
    problems.push({
      file,
      ...(page.frontmatter?.at(['kind']) ?? START),
      message: `A page of the kind "${kind}" does not belong ${place}`,
      fix: `Move the file ${home}${kindOfFolder ? `, or write kind: ${kindOfFolder}` : ''}`,
    });
  }
  return [...problems, ...reviewProblems(page, today)];
}

/** Words on the folders that a page is in. */
function folderAdvice(page: Pick<PageSource, 'id' | 'path'>): Advice | undefined {
  const folders = foldersAround(page);
  if (/(^|\/)index\//.test(page.path))
    return advice('A folder cannot be called "index", which is the name of its first page', 'Rename the folder');
  if (folders.length <= DEEPEST) return undefined;
  const message = `The page is ${folders.length} folders deep, and a page has at most ${DEEPEST} around it`;
  return advice(message, `Move it into ${folders.at(-DEEPEST)}/`);
}

/** Checks that no review is in the future and that the log is in date order. */
export function reviewProblems({ file, frontmatter }: Source, today: string): Problem[] {
  const { reviewed } = (frontmatter?.value ?? {}) as { reviewed?: unknown };
  const where = (path: PropertyKey[]) => ({ file, ...(frontmatter?.at(path) ?? START) });
  // A page has a log of reviews, a note only the day of the last.
  const days = Array.isArray(reviewed)
    ? reviewed.map((review, at) => ({ day: review?.day, path: ['reviewed', at, 'day'] }))
    : [{ day: reviewed, path: ['reviewed'] }];
  return days.flatMap(({ day, path }, at): Problem[] => {
    if (typeof day !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(day)) return [];
    if (day > today) {
      const fix = `Write the day somebody last read the page, ${today} at the latest`;
      return [{ ...where(path), message: `The review of ${day} is in the future`, fix }];
    }
    const before = days[at - 1]?.day;
    if (typeof before !== 'string' || before <= day) return [];
    const message = `The review of ${day} stands after that of ${before}`;
    return [{ ...where(path), message, fix: 'Put the latest review last' }];
  });
}

/**
 * Checks that every part has folders and a label, and every folder with pages a part.
 * @param settingsOf Returns the settings file in which the folder of a page should be made a part.
 */
export function partProblems(
  { parts, hidden }: { parts: readonly Part[]; hidden: readonly string[] },
  pages: readonly PageSource[],
  where: (path: readonly PropertyKey[]) => { file: string; line: number; column: number },
  settingsOf: (page: PageSource) => string,
): Problem[] {
  const folders = new Set(pages.map(({ id, path }) => partOf(id, path)).filter((folder) => folder !== ''));
  const named = parts.flatMap(foldersOf);
  const own = parts.map(({ folder }) => folder);
  const mistakes = parts.flatMap((part, index) => [
    ...problemsAt(
      where(['parts', index, 'folder']),
      repeatedAdvice(own.slice(0, index), part.folder) ?? absentAdvice(part.folder, folders) ?? labelAdvice(part),
    ),
    ...(part.with ?? []).flatMap((folder, place) => {
      const others = [
        ...own,
        ...parts.slice(0, index).flatMap((one) => one.with ?? []),
        ...(part.with ?? []).slice(0, place),
      ];
      const words = repeatedAdvice(others, folder) ?? absentAdvice(folder, folders) ?? hiddenAdvice(folder, hidden);
      return problemsAt(where(['parts', index, 'with', place]), words);
    }),
  ]);
  const unnamed = [...folders]
    .filter((folder) => !named.includes(folder))
    .flatMap((folder) => {
      const page = pages.find(({ id, path }) => partOf(id, path) === folder);
      if (!page) return [];
      const message = `The folder "${folder}" belongs to no part`;
      const fix = `Add "- folder: ${folder}" and a label to the parts in ${settingsOf(page)}`;
      return [{ file: page.file, ...START, message, fix }];
    });
  return [...mistakes, ...unnamed];
}

function repeatedAdvice(others: readonly string[], folder: string): Advice | undefined {
  return others.includes(folder)
    ? advice(`The part "${folder}" stands here twice`, 'Delete one of the two')
    : undefined;
}

function absentAdvice(folder: string, folders: ReadonlySet<string>): Advice | undefined {
  if (folders.has(folder)) return undefined;
  const meant = nearest(folder, folders);
  const fix = meant ? `Did you mean "${meant}"?` : 'Write a page into that folder, or delete the part';
  return advice(`The part "${folder}" has no folder with pages`, fix);
}

function labelAdvice({ folder, label }: Part): Advice | undefined {
  if (label !== undefined) return undefined;
  const fix = `Write "- folder: ${folder}", and "label:" with what the sidebar calls it`;
  return advice(`The part "${folder}" has no label`, fix);
}

function hiddenAdvice(folder: string, hidden: readonly string[]): Advice | undefined {
  return hidden.includes(folder)
    ? advice(
        `The part "${folder}" is hidden, so it has no pages to show here`,
        'Delete it here, or take it out of hidden',
      )
    : undefined;
}
