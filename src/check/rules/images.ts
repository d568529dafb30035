import { existsSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { dirname, extname, isAbsolute, join, normalize, relative, sep } from 'node:path';
import type { Target } from '#load/body.ts';
import { hasEveryFile } from '#load/content.ts';
import type { SettingsResult } from '#load/settings-files.ts';
import { pictureProblem } from '#load/unexpected-files.ts';
import { resolvePath } from '#schema/address.ts';
import { encodePath } from '#schema/escaping.ts';
import { IMAGE } from '#schema/picture-types.ts';
import { type Advice, advice, nearest, type Problem, problemsAt } from '#schema/problem.ts';
import type { Settings } from '#schema/settings.ts';
import type { Rule } from '../rule.ts';

const LOGO = ['svg', 'png', 'webp', 'avif', 'jpg', 'jpeg'];
const SOCIAL = ['png', 'jpg', 'jpeg', 'webp'];
const ICON = ['svg', 'png', 'ico'];

/** Rule on the pictures that settings and pages name. What is wrong with a picture itself, `findUnexpectedFiles` reports. */
export const images: Rule = {
  code: 'images',
  describes: 'Images are there and are images',
  check(content) {
    const { root, settings, pages, publicFiles, unexpected } = content;
    const files = new Set([...content.files, ...content.overridden].map(({ file }) => file));
    const named = settings.settings ? pictureProblems(root, settings.settings, settings.where, unexpected.covers) : [];
    if (!hasEveryFile(content)) return named;
    return [
      ...named,
      ...pages.flatMap(({ file, facts }) => imageProblems(file, facts?.images ?? [], publicFiles.addresses, files)),
    ];
  },
};

/** Maximum size in bytes: every page loads the logo and the icon, and other programs the picture beside a link. */
const MOST = 200_000;
const MOST_SOCIAL = 5_000_000;

/**
 * Checks the pictures that the settings name: logo, icon and the picture beside links.
 * @param isReported Checks whether a file has a problem of its own, which the settings need not repeat.
 */
export function pictureProblems(
  root: string,
  { logo, icon, socialPicture: social }: Pick<Settings, 'logo' | 'icon' | 'socialPicture'>,
  where: SettingsResult['where'],
  isReported: (file: string) => boolean = () => false,
): Problem[] {
  const logos =
    typeof logo === 'string'
      ? [{ file: logo, path: ['logo'] }]
      : Object.entries(logo ?? {}).map(([theme, file]) => ({ file, path: ['logo', theme] }));
  const named = [
    ...logos.map((picture) => ({ ...picture, endings: LOGO, most: MOST })),
    ...(icon === undefined ? [] : [{ file: icon, path: ['icon'], endings: ICON, most: MOST }]),
    ...(social === undefined ? [] : [{ file: social, path: ['socialPicture'], endings: SOCIAL, most: MOST_SOCIAL }]),
  ];
  return named.flatMap(({ file, path, endings, most }) => {
    if (isReported(normalize(file))) return [];
    return problemsAt(where(path), pictureWords(root, file, endings, most));
  });
}

function pictureWords(root: string, file: string, endings: readonly string[], most: number): Advice | undefined {
  const path = join(root, file);
  const outside = relative(root, path).startsWith('..') || isAbsolute(file) || /^\w+:/.test(file);
  if (outside) return outsideWords(file);
  const ending = extname(file).slice(1).toLowerCase();
  if (!existsSync(path)) {
    const near = nearest(file, picturesBeside(root, file));
    const fix = near ? `Did you mean "${near}"?` : 'Put the picture there, or leave the key out';
    return advice(`There is no file "${file}"`, fix);
  }
  if (relative(realpathSync(root), realpathSync(path)).startsWith('..')) return outsideWords(file);
  const status = statSync(path);
  if (status.isDirectory()) {
    return advice(`"${file}" is a folder`, `Name the picture in it, such as ${join(file, 'logo.svg')}`);
  }
  if (!endings.includes(ending)) {
    return advice(`"${file}" cannot be shown there`, `Use a picture that ends in ${joinEndings(endings)}`);
  }
  if (status.size > most) {
    const message = `"${file}" has ${Math.ceil(status.size / 1000)} kB, which takes readers too long`;
    return advice(message, `Make it smaller than ${most / 1000} kB`);
  }
  const fault = pictureProblem(root, file, status.size, 'content');
  return fault && advice(`"${file}" cannot be shown: ${lowerFirst(fault.message)}`, fault.fix);
}

function lowerFirst(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}

function outsideWords(file: string): Advice {
  const name = file.split(/[/\\?#]/).findLast((part) => part.includes('.') && part !== '..') ?? 'logo.svg';
  return advice(`"${file}" lies outside the repository`, `Copy it into org/ and write org/${name}`);
}

/** Lists the files in the folder of a missing file, as paths from the root. */
function picturesBeside(root: string, file: string): string[] {
  const folder = join(root, dirname(file));
  if (!existsSync(folder)) return [];
  return readdirSync(folder).map((name) => relative(root, join(folder, name)).split(sep).join('/'));
}

function joinEndings(endings: readonly string[]): string {
  return `${endings
    .slice(0, -1)
    .map((ending) => `.${ending}`)
    .join(', ')} or .${endings.at(-1)}`;
}

/**
 * Checks that the images of one page exist.
 * @param publicFiles Files in `public/`, as addresses.
 * @param files Files of the layers, as paths from the root.
 */
function imageProblems(
  file: string,
  images: readonly Target[],
  publicFiles: ReadonlySet<string>,
  files: ReadonlySet<string>,
): Problem[] {
  return images.flatMap(({ url, line, column }) => {
    const beside = url.startsWith('/') ? publicFiles : files;
    const decoded = decode(url);
    if (decoded === undefined) {
      const words = advice(`The address "${url}" holds a percent sign`, 'Write %25 instead of it');
      return [{ file, line, column, ...words }];
    }
    // The build resolves images relative to the file itself, so an override brings its own images.
    const path = url.startsWith('/') ? decoded : resolvePath(file, decoded);
    return problemsAt({ file, line, column }, imageWords(decoded, path, beside));
  });
}

/** Decodes an address as the build does; undefined if the build would fail on it. */
function decode(url: string): string | undefined {
  try {
    return decodeURI(url);
  } catch {
    return undefined;
  }
}

function imageWords(url: string, path: string, files: ReadonlySet<string>): Advice | undefined {
  if (/^(https?:)?\/\//.test(url)) {
    const fix = 'Put the file beside the page and name it: ![what it shows](./file.png)';
    return advice('The image would come from another host', fix);
  }
  if (!IMAGE.test(url)) {
    return advice(`"${url}" is no image`, 'Name a file that ends in .png, .jpg, .webp, .avif, .gif or .svg');
  }
  if (files.has(path)) return undefined;
  const name = baseName(url);
  const known = [...files].filter((file) => IMAGE.test(file));
  const folder = path.slice(0, -name.length);
  const near = nearest(name, known.filter((file) => file === folder + baseName(file)).map(baseName));
  const meant = known.some((file) => baseName(file) === name) ? name : nearest(name, known.map(baseName));
  const elsewhere = known.find((file) => baseName(file) === meant);
  const copy = elsewhere && `Copy ${elsewhere} beside this page and write ./${encodePath(baseName(elsewhere))}`;
  const beside = near && `Did you mean "${encodePath(url.slice(0, -name.length) + near)}"?`;
  const fix = (meant === name ? copy : (beside ?? copy)) ?? 'Put the file beside the page, or correct its name';
  return advice(`There is no image "${url}"`, fix);
}

function baseName(path: string): string {
  return path.replace(/^.*\//, '');
}
