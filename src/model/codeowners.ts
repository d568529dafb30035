import { escapeOwnersPattern } from './escaping.ts';

/** Where GitHub looks first for who is asked to review a file. Upstream has no such file, so it is the organisation's. */
export const CODEOWNERS = '.github/CODEOWNERS';

/** A file that somebody answers for. */
export interface OwnedFile {
  /** The path from the root. */
  file: string;
  /** What GitHub calls the team or the person, such as `@our-house/editors`; absent where that is not known. */
  handle?: string | undefined;
}

const HEAD = '# Made by npm run codeowners from the owners that pages name. The last line that fits a file counts.';

/**
 * The file that tells GitHub whom to ask for a review: for each folder the owner of most files in it, and a line for
 * each file that has another.
 * @returns Nothing where no owner is known to GitHub.
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

/** A line without an owner takes its file out of what is said of the folder. */
function line(path: string, handle: string | undefined): string {
  const pattern = escapeOwnersPattern(path);
  return handle === undefined ? pattern : `${pattern} ${handle}`;
}
