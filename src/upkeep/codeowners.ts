import { dirname } from 'node:path';
import { readHandbook } from '#check/handbook.ts';
import { ORGANISATION } from '#load/layers.ts';
import { escapeOwnersExpression, escapeOwnersPattern } from '#schema/escaping.ts';
import type { HostKind } from '#schema/repository-host.ts';
import { isAdopted, OWNERS_FILES } from '#upstream/paths.ts';

/** File with its owner. */
export interface OwnedFile {
  /** Path from the root. */
  file: string;
  /** Name of the team or person on the Git host, such as `@our-house/editors`; absent if unknown. */
  handle?: string | undefined;
}

/** Format of the file of code owners on a Git host. */
export interface OwnersFormat {
  /** Path from the root of the repository. */
  path: string;
  /** Lines before the rules. */
  head: readonly string[];
  /** Rules for the files of one folder, whose path ends with a slash. */
  rules(folder: string, files: readonly OwnedFile[]): string[];
}

const HEAD = '# Made by npm run codeowners from the owners that pages name.';

/** Rules of which the last that fits a file counts: one for the folder, and one for each file that differs. */
function lastCounts(unowned: (pattern: string) => string[]): OwnersFormat['rules'] {
  return (folder, files) => {
    const [most, ...others] = byHandle(files);
    const differing = others.flatMap(([, own]) => own).sort((a, b) => a.file.localeCompare(b.file, 'en'));
    return [
      ...(most?.[0] === undefined ? [] : [`${escapeOwnersPattern(folder)} ${most[0]}`]),
      ...differing.flatMap(({ file, handle }) => {
        const pattern = escapeOwnersPattern(file);
        return handle === undefined ? unowned(pattern) : [`${pattern} ${handle}`];
      }),
    ];
  };
}

/** Rules that all count: one for a folder of one owner, else one for each file. */
function allCount(ruleOf: (path: string, handle: string) => string): OwnersFormat['rules'] {
  return (folder, files) => {
    const handles = byHandle(files);
    const [only] = handles;
    if (handles.length === 1 && only?.[0] !== undefined) return [ruleOf(folder, only[0])];
    return files
      .toSorted((a, b) => a.file.localeCompare(b.file, 'en'))
      .flatMap(({ file, handle }) => (handle === undefined ? [] : [ruleOf(file, handle)]));
  };
}

/** Groups files by their owner, the most common one first. */
function byHandle(files: readonly OwnedFile[]): [handle: string | undefined, files: OwnedFile[]][] {
  return [...Map.groupBy(files, ({ handle }) => handle)].sort((a, b) => b[1].length - a[1].length);
}

/** Formats of the Git hosts that ask code owners by a file. */
export const OWNERS_FORMATS: { readonly [kind in HostKind]?: OwnersFormat } = {
  /** @see https://docs.github.com/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners */
  github: {
    path: OWNERS_FILES.github,
    head: [`${HEAD} The last line that fits a file counts.`],
    // A pattern without an owner exempts its file from the owner of the folder.
    rules: lastCounts((pattern) => [pattern]),
  },
  /** @see https://docs.gitlab.com/user/project/codeowners/reference/ */
  gitlab: {
    path: OWNERS_FILES.gitlab,
    head: [`${HEAD} The last line that fits a file counts, and ! exempts one.`, '[Handbook]'],
    rules: lastCounts((pattern) => [`!${pattern}`]),
  },
  /** @see https://support.atlassian.com/bitbucket-cloud/docs/set-up-and-use-code-owners/ */
  bitbucket: {
    path: OWNERS_FILES.bitbucket,
    head: [HEAD],
    rules: allCount((path, handle) => `${escapeOwnersPattern(path)} ${handle}`),
  },
  /** @see https://docs.gitea.com/usage/repository/code-owners */
  gitea: {
    path: OWNERS_FILES.gitea,
    head: [`${HEAD} Every expression that fits a file counts.`],
    rules: allCount((path, handle) => {
      const expression = path.endsWith('/') ? `${escapeOwnersExpression(path)}[^/]*` : escapeOwnersExpression(path);
      return `^${expression}$ ${handle}`;
    }),
  },
};

/**
 * Renders the file of code owners.
 * @returns Undefined if no owner has a handle.
 */
export function codeowners(files: readonly OwnedFile[], format: OwnersFormat): string | undefined {
  if (files.every(({ handle }) => handle === undefined)) return undefined;
  const folders = Map.groupBy(files, ({ file }) => file.slice(0, file.lastIndexOf('/') + 1));
  const rules = [...folders]
    .sort(([a], [b]) => a.localeCompare(b, 'en'))
    .flatMap(([folder, own]) => format.rules(folder, own));
  return `${[...format.head, ...rules].join('\n')}\n`;
}

/** Reads the pages and notes that are edited in this repository, with their owners. */
export function readOwnedFiles(root: string, today: string): OwnedFile[] {
  const { content, pages } = readHandbook(root, { today });
  const teams = content.entries.filter(({ collection }) => collection === 'teams');
  const handles = new Map(teams.map(({ id, located }) => [id, (located.value as { handle?: string }).handle]));
  return [...pages, ...content.notes]
    .filter(({ file }) => !isAdopted(root) || file.startsWith(`${dirname(ORGANISATION)}/`))
    .flatMap(({ file, data }) => (data ? [{ file, handle: handles.get(data.owner) }] : []));
}
