import { strictness } from '#editions/edition.ts';
import { audiencesOf, readables } from '#editions/readable.ts';
import type { Content } from '#load/content.ts';
import { PUBLIC, type PublicFile } from '#load/public-files.ts';
import { namesAround } from '#schema/address.ts';
import { CHANGES, CONTRIBUTE, DRIFT, HEALTH, SEARCH_WORDS } from '#schema/generated-pages.ts';
import { advice, type Problem, problemsAt, START } from '#schema/problem.ts';
import type { Rule } from '../rule.ts';

/** Size in bytes from which a file is named: git keeps every version of it, and readers wait for it on a phone. */
const LARGE = 10_000_000;

/** Rule on the files that are copied to the site unchanged. */
export const fileAddresses: Rule = {
  code: 'public',
  describes: 'Files for readers have addresses of their own',
  check(content) {
    const { upstream, own } = content.publicFiles;
    return [
      ...clashProblems(content),
      ...twinProblems([...upstream, ...own]),
      ...replacementProblems(content),
      ...own.flatMap(sizeHints),
    ];
  },
};

/** Checks that no file has the address of a page, or of a folder with pages or files. */
function clashProblems({ pages, publicFiles }: Content): Problem[] {
  const generated = [CHANGES, CONTRIBUTE, DRIFT, HEALTH].map((address) => address.replaceAll('/', ''));
  const ids = [...pages.map(({ id }) => id), ...generated].filter((id) => id !== 'index' && id !== '404');
  const written = ['index.html', '404.html', SEARCH_WORDS.slice(1), ...ids.map((id) => `${id}/index.html`)];
  const files = [...publicFiles.upstream, ...publicFiles.own];
  const folders = [...ids.flatMap(namesAround), ...files.flatMap(({ path }) => namesAround(path).slice(1))];
  const taken = new Set([...written, ...folders].map((path) => path.toLowerCase()));
  return files.flatMap(({ file, path }) => {
    if (!taken.has(path.toLowerCase())) return [];
    const address = `/${path.replace(/(^|\/)index\.html$/i, '$1')}`;
    return [
      { file, ...START, ...advice(`A page or a folder has the address ${address}`, 'Give the file another name') },
    ];
  });
}

/** Checks for names that differ in case alone: most computers take them for one file, and most hosts for two. */
function twinProblems(files: readonly PublicFile[]): Problem[] {
  const first = new Map<string, PublicFile>();
  return files.flatMap((one) => {
    const key = one.path.toLowerCase();
    const twin = first.get(key) ?? one;
    first.set(key, twin);
    if (twin.path === one.path) return [];
    const words = advice(`"${one.path}" and ${twin.file} differ in case alone`, 'Give one of them another name');
    return [{ file: one.file, ...START, ...words }];
  });
}

/** Checks that a file in the place of one of upstream has no fewer readers: every edition has a file of this name. */
function replacementProblems(content: Content): Problem[] {
  const { upstream, own } = content.publicFiles;
  const [widest = '', ...others] = audiencesOf(content);
  const replaced = new Set(upstream.map(({ path }) => path));
  const paths = new Map(own.map(({ path, file }) => [file, path]));
  return readables(content).flatMap(({ file, audience, at }) => {
    const path = paths.get(file);
    if (path === undefined || !replaced.has(path) || others.length === 0) return [];
    if (strictness(audience, [widest, ...others]) === 0) return [];
    const message = `"${path}" takes the place of ${PUBLIC}/${path}, which every reader may see`;
    return problemsAt({ file, ...at() }, advice(message, `Write ${path}: ${widest} under files: in the settings`));
  });
}

function sizeHints({ file, size }: PublicFile): Problem[] {
  if (size <= LARGE) return [];
  const words = advice(
    `The file has ${Math.ceil(size / 100_000) / 10} MB, and the repository keeps every version of it`,
    'Make it smaller, or publish it elsewhere and link to it',
  );
  return [{ file, ...START, ...words, isHint: true }];
}
