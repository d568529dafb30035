import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, extname, isAbsolute, join, relative, sep } from 'node:path';
import { nearest, type Problem } from '#model/problem.ts';
import type { Settings } from '#model/settings.ts';
import type { SettingsResult } from './settings.ts';

/** What a picture starts with, by its ending: a file that is called a picture and is none breaks the build. */
const STARTS: Record<string, (bytes: Buffer) => boolean> = {
  svg: (bytes) => /<svg\s[^>]*\b(viewBox|width)=/.test(bytes.toString('utf8')),
  png: (bytes) => bytes.subarray(1, 4).toString('latin1') === 'PNG',
  webp: (bytes) => bytes.subarray(8, 12).toString('latin1') === 'WEBP',
  avif: (bytes) => bytes.subarray(4, 12).toString('latin1') === 'ftypavif',
  jpg: (bytes) => bytes.readUInt16BE(0) === 0xffd8,
  jpeg: (bytes) => bytes.readUInt16BE(0) === 0xffd8,
  ico: (bytes) => bytes.readUInt32BE(0) === 0x100,
};
const LOGO = ['svg', 'png', 'webp', 'avif', 'jpg', 'jpeg'];
const ICON = ['svg', 'png', 'ico'];
/** In bytes: every page loads them. */
const MOST = 200_000;

/** Checks the pictures that the settings name: logo and icon. */
export function pictureProblems(
  root: string,
  { logo, icon }: Pick<Settings, 'logo' | 'icon'>,
  where: SettingsResult['where'],
): Problem[] {
  const logos =
    typeof logo === 'string'
      ? [{ file: logo, path: ['logo'] }]
      : Object.entries(logo ?? {}).map(([theme, file]) => ({ file, path: ['logo', theme] }));
  const named = [
    ...logos.map((picture) => ({ ...picture, endings: LOGO })),
    ...(icon === undefined ? [] : [{ file: icon, path: ['icon'], endings: ICON }]),
  ];
  return named.flatMap(({ file, path, endings }) => {
    const words = pictureWords(root, file, endings);
    return words ? [{ ...where(path), ...words }] : [];
  });
}

function pictureWords(
  root: string,
  file: string,
  endings: readonly string[],
): Pick<Problem, 'message' | 'fix'> | undefined {
  const path = join(root, file);
  const outside = relative(root, path).startsWith('..') || isAbsolute(file) || /^\w+:/.test(file);
  if (outside) return outsideWords(file);
  const ending = extname(file).slice(1).toLowerCase();
  if (!existsSync(path)) {
    const near = nearest(file, picturesBeside(root, file));
    const fix = near ? `Did you mean "${near}"?` : 'Put the picture there, or leave the key out';
    return { message: `There is no file "${file}"`, fix };
  }
  if (relative(realpathSync(root), realpathSync(path)).startsWith('..')) return outsideWords(file);
  const found = statSync(path);
  if (found.isDirectory()) {
    return { message: `"${file}" is a folder`, fix: `Name the picture in it, such as ${join(file, 'logo.svg')}` };
  }
  if (!endings.includes(ending)) {
    return { message: `"${file}" cannot be shown there`, fix: `Use a picture that ends in ${listed(endings)}` };
  }
  if (found.size > MOST) {
    const most = `${MOST / 1000} kB`;
    return {
      message: `"${file}" has ${Math.ceil(found.size / 1000)} kB, and every page loads it`,
      fix: `Make it smaller than ${most}`,
    };
  }
  if (found.size > 12 && STARTS[ending]?.(readFileSync(path))) return undefined;
  const fix = ending === 'svg' ? 'Save it as SVG with a viewBox' : `Save the picture as ${ending.toUpperCase()} again`;
  return { message: `"${file}" does not hold what its ending says`, fix };
}

function outsideWords(file: string): Pick<Problem, 'message' | 'fix'> {
  const name = file.split(/[/\\?#]/).findLast((part) => part.includes('.') && part !== '..') ?? 'logo.svg';
  return { message: `"${file}" lies outside the repository`, fix: `Copy it into org/ and write org/${name}` };
}

/** The files in the folder of one that is not there, by their paths from the root. */
function picturesBeside(root: string, file: string): string[] {
  const folder = join(root, dirname(file));
  if (!existsSync(folder)) return [];
  return readdirSync(folder).map((name) => relative(root, join(folder, name)).split(sep).join('/'));
}

function listed(endings: readonly string[]): string {
  return `${endings
    .slice(0, -1)
    .map((ending) => `.${ending}`)
    .join(', ')} or .${endings.at(-1)}`;
}
