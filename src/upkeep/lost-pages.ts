import { type Content, hasEveryFile, movedPages } from '#load/content.ts';
import { type FileChange, gitIn, readTexts } from '#load/git.ts';
import { ORGANISATION, readLayers } from '#load/layers.ts';
import type { ReadPage } from '#load/pages.ts';
import { readRedirects } from '#load/redirect-files.ts';
import { readSettings, settingsFile } from '#load/settings-files.ts';
import { readYaml } from '#load/yaml.ts';
import { addressOf, namesAround } from '#schema/address.ts';
import { about, type Problem, START, sortProblems } from '#schema/problem.ts';
import { idOfFile } from './changelog.ts';

/** Pages that need no redirect: every handbook has a home page and a 404 page. */
const ALWAYS = ['index', '404'];

/**
 * Finds the pages that existed at a commit, are gone now and have no redirect.
 * @param root The folder of the handbook.
 * @param changes The changes since the commit.
 */
export async function lostPages(root: string, base: string, changes: readonly FileChange[]): Promise<Problem[]> {
  const { files, overridden } = readLayers(root);
  const { redirects } = readRedirects(root, [...overridden, ...files]);
  const known = new Set([...files.map(({ file }) => idOfFile(file)), ...redirects.map(({ from }) => from), ...ALWAYS]);
  const hidden = await hiddenNames(root, base);
  const problems = changes.flatMap(({ change, path, from = path }): Problem[] => {
    const id = change === 'removed' || change === 'renamed' ? idOfFile(from) : undefined;
    if (id === undefined || known.has(id)) return [];
    if (namesAround(id).some((name) => hidden.has(name))) return [];
    const to = change === 'renamed' ? idOfFile(path) : undefined;
    return [lostPageProblem(id, to, to === undefined ? from : path)];
  });
  return about('redirects', problems);
}

/** Problem of a page that is gone and has no redirect. `to` is its new id if it was renamed. */
function lostPageProblem(id: string, to: string | undefined, file: string): Problem {
  const message = `"${id}" was ${to === undefined ? 'removed' : 'renamed'} and nothing leads on from it`;
  return { file, ...START, message, fix: `Run ${moveCommand(id, to)}` };
}

function moveCommand(id: string, to = '<the page that takes over>'): string {
  return `npm run move -- ${id} ${to}`;
}

/** Page as it was at an earlier time. */
export type EarlierPage = Pick<ReadPage, 'id' | 'file' | 'text'>;

/**
 * Checks a handbook in which pages may have been renamed or removed by hand since an earlier time, without asking git.
 * Each has a problem at its old file, and what still leads to a renamed page is told to move it.
 * @param before The pages of that time.
 * @param problemsIn Finds the problems of some content.
 */
export function withLostPages(
  before: readonly EarlierPage[],
  content: Content,
  problemsIn: (content: Content) => readonly Problem[],
): Problem[] {
  if (!hasEveryFile(content)) return [...problemsIn(content)];
  const moved = movedPages(content);
  const lost = [...renames(before, content.pages)].filter(
    ([{ id, file }]) => !moved.has(id) && !ALWAYS.includes(id) && !content.unexpected.covers(file),
  );
  const redirects = lost.flatMap(([{ id: from, file }, to]) =>
    to ? [{ from, to, file, where: () => ({ file, ...START }) }] : [],
  );
  const commands = new Map(
    redirects.flatMap(({ from, to }) => [from, addressOf(from)].map((old) => [old, moveCommand(from, to)])),
  );
  const shown = redirects.length === 0 ? content : { ...content, redirects: [...content.redirects, ...redirects] };
  const problems = problemsIn(shown).map((problem) => {
    const command = commands.get(problem.edit?.from ?? '');
    return command === undefined ? problem : { ...problem, fix: `Run ${command}` };
  });
  const own = about(
    'redirects',
    lost.map(([{ id, file }, to]) => lostPageProblem(id, to, file)),
  );
  return sortProblems([...problems, ...own]);
}

/** Pages that are gone, each with the id of the new page that has most of its lines, if there is one. */
function renames(before: readonly EarlierPage[], now: readonly EarlierPage[]): Map<EarlierPage, string | undefined> {
  const [old, present] = [before, now].map((pages) => new Set(pages.map(({ id }) => id))) as [Set<string>, Set<string>];
  const added = now.filter(({ id }) => !old.has(id));
  const pairs = before
    .filter(({ id }) => !present.has(id))
    .map((page) => ({ page, ...mostLike(page, added) }))
    .sort((a, b) => b.share - a.share);
  const taken = new Set<string>();
  return new Map(
    pairs.map(({ page, id, share }) => {
      const isRenamed = id !== undefined && share > 0.5 && !taken.has(id);
      if (isRenamed) taken.add(id);
      return [page, isRenamed ? id : undefined];
    }),
  );
}

/** The page that shares most lines with another, and which share of the lines of both that is, from 0 to 1. */
function mostLike({ text }: EarlierPage, pages: readonly EarlierPage[]): { id?: string; share: number } {
  const lines = linesOf(text);
  return pages
    .map(({ id, text: other }) => {
      const others = linesOf(other);
      return { id, share: (2 * lines.intersection(others).size) / (lines.size + others.size || 1) };
    })
    .reduce<{ id?: string; share: number }>((best, one) => (one.share > best.share ? one : best), { share: 0 });
}

function linesOf(text = ''): Set<string> {
  return new Set(text.split('\n').filter((line) => line.trim() !== ''));
}

/** Names that the organisation hides now or did at a commit. Pages without readers need no redirect. */
async function hiddenNames(root: string, base: string): Promise<Set<string>> {
  const file = settingsFile(ORGANISATION);
  const [text = ''] = await readTexts(gitIn(root), [`${base}:./${file}`]);
  const before = (readYaml(file, text).located?.value as { hidden?: unknown } | null | undefined)?.hidden;
  const now = readSettings(root).settings?.hidden ?? [];
  return new Set([...now, ...(Array.isArray(before) ? before.map(String) : [])]);
}
