import { dirname } from 'node:path';
import { readHandbook } from '#check/handbook.ts';
import { ORGANISATION } from '#load/layers.ts';
import { escapeOwnersPattern } from '#schema/escaping.ts';
import { isAdopted } from '#upstream/paths.ts';

/** File with its owner. */
export interface OwnedFile {
  /** Path from the root. */
  file: string;
  /** GitHub handle of the team or person, such as `@our-house/editors`; absent if unknown. */
  handle?: string | undefined;
}

const HEAD = '# Made by npm run codeowners from the owners that pages name. The last line that fits a file counts.';

/**
 * Renders CODEOWNERS: a line for each folder with its most common owner, and one for each file with another owner.
 * @returns Undefined if no owner has a handle.
 * @see https://docs.github.com/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners
 */
export function codeowners(files: readonly OwnedFile[]): string | undefined {
  if (files.every(({ handle }) => handle === undefined)) return undefined;
  const folders = Map.groupBy(files, ({ file }) => file.slice(0, file.lastIndexOf('/') + 1));
  const lines = [...folders]
    .sort(([a], [b]) => a.localeCompare(b, 'en'))
    .flatMap(([folder, own]) => linesOf(folder, own));
  return `${[HEAD, ...lines].join('\n')}\n`;
}

function linesOf(folder: string, files: readonly OwnedFile[]): string[] {
  const counts = [...Map.groupBy(files, ({ handle }) => handle)].sort((a, b) => b[1].length - a[1].length);
  const most = counts[0]?.[0];
  const others = files.filter(({ handle }) => handle !== most).sort((a, b) => a.file.localeCompare(b.file, 'en'));
  return [...(most === undefined ? [] : [line(folder, most)]), ...others.map(({ file, handle }) => line(file, handle))];
}

/** Formats a line. One without an owner exempts its file from the owner of the folder. */
function line(path: string, handle: string | undefined): string {
  const pattern = escapeOwnersPattern(path);
  return handle === undefined ? pattern : `${pattern} ${handle}`;
}

/** Reads the pages and notes that are edited in this repository, with their owners. */
export function readOwnedFiles(root: string, today: string): OwnedFile[] {
  const { content, pages } = readHandbook(root, { today });
  const teams = content.entries.filter(({ collection }) => collection === 'teams');
  const handles = new Map(teams.map(({ id, located }) => [id, (located.value as { github?: string }).github]));
  return [...pages, ...content.notes]
    .filter(({ file }) => !isAdopted(root) || file.startsWith(`${dirname(ORGANISATION)}/`))
    .flatMap(({ file, data }) => (data ? [{ file, handle: handles.get(data.owner) }] : []));
}
