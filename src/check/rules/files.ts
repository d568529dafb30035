import { filesBesidePages } from '#load/content.ts';
import { ORGANISATION } from '#load/layers.ts';
import { SETTINGS } from '#load/settings-files.ts';
import { IMAGE } from '#schema/picture-types.ts';
import { nearest, type Problem, START } from '#schema/problem.ts';
import type { Rule } from '../rule.ts';

/** Rule on the places and endings of files. What else is wrong with a file, `findUnexpectedFiles` reports. */
export const files: Rule = {
  code: 'files',
  describes: 'Files are what their place and ending say',
  check: (content) => [
    ...filesBesidePages(content.files).flatMap(({ file }) => endingProblem(file) ?? []),
    ...organisationFileProblems(content.organisationFiles),
    ...settingsProblems(content.organisationFiles),
  ],
};

/** Folders in `org/` that are read completely. */
const FOLDERS = ['content', 'notes', 'public', 'theme', 'dictionaries', 'components', 'rules'];

/** Files that commands read or write at the top of `org/`. */
const FILES = ['playbook.yaml', 'upstream.yaml'];

/** Extensions allowed under any name at the top of `org/`: documents, workflows to copy, pictures for the settings. */
const ANY_NAME = /\.(md|yml|svg|png|jpe?g|webp|avif|ico)$/i;

/**
 * Checks that every file in the folder of the organisation is used.
 * @param paths Every file in `org/`, as its path from there.
 */
export function organisationFileProblems(paths: readonly string[]): Problem[] {
  return paths.flatMap((path) => {
    if (isRead(path)) return [];
    return [{ file: `org/${path}`, ...START, message: `org/${path} is read by nothing`, fix: fixOf(path) }];
  });
}

function isRead(path: string): boolean {
  if (path.split('/').some((name) => name.startsWith('.'))) return true;
  const [first = '', ...rest] = path.split('/');
  if (rest.length > 0) return FOLDERS.includes(first);
  if (FILES.includes(path)) return true;
  // A misnamed page or settings file does not count as a document.
  return ANY_NAME.test(path) && !isMeant(stem(path));
}

/** Checks whether a name, without its extension, is that of a known file or folder. */
function isMeant(name: string): boolean {
  return [...FOLDERS, ...FILES.map(stem)].includes(name.toLowerCase());
}

function stem(name: string): string {
  return name.replace(/\.[^.]*$/, '');
}

function fixOf(path: string): string {
  const [first = '', ...rest] = path.split('/');
  if (rest.length === 0) return fileFix(path);
  const meant = nearest(first, FOLDERS);
  if (meant) return `Did you mean org/${[meant, ...rest].join('/')}?`;
  return `Did you mean org/content/${path}? Move it there, or delete it`;
}

function fileFix(path: string): string {
  const name = stem(path);
  const meant = nearest(name, FILES.map(stem));
  if (/\.(ya?ml|json)$/i.test(path) && meant) return `Did you mean org/${meant}.yaml?`;
  if (/\.(ya?ml|json|toml)$/i.test(path)) return 'Settings stand in org/playbook.yaml: write them there, or delete it';
  if (/\.(mdx?|markdown|txt|html?)$/i.test(path)) {
    if (nearest(name, ['notes'])) return 'A note is named as its page: org/notes/guides/trust.mdx';
    return `A page stands in the folder of its kind: move it to org/content/guides/${isMeant(name) ? 'trust' : name}.mdx, or delete it`;
  }
  return 'Move it beside the page that shows it, below org/content/, or delete it';
}

/** Checks for settings among the pages of an organisation, where nothing reads them. */
function settingsProblems(paths: readonly string[]): Problem[] {
  if (!paths.includes(`content/${SETTINGS}`)) return [];
  const file = `${ORGANISATION}/${SETTINGS}`;
  return [{ file, ...START, message: `${file} is read by nothing`, fix: `Move it to org/${SETTINGS}, or delete it` }];
}

/** Checks a file in a folder of pages: only pages and images are allowed. */
function endingProblem(file: string): Problem | undefined {
  if (file.endsWith('.mdx') || IMAGE.test(file)) return undefined;
  const place = { file, ...START };
  const name = file.replace(/\.[^./]*$/, '');
  const ending = file.slice(name.length);
  if (/^\.(mdx?|markdown|mdown|mkd|mdwn|mkdn|html?|txt)$/i.test(ending)) {
    return { ...place, message: `A page ends in .mdx, not in ${ending}`, fix: `Rename it to ${name}.mdx` };
  }
  return { ...place, message: 'No page can show this file', fix: 'Move it to public/ and link to it, or delete it' };
}
