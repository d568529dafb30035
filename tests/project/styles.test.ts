import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { listFiles } from '#load/layers.ts';
import { root } from '../helpers.ts';

// A handbook may be in a language that is written from right to left, so styles name starts and ends and no sides.

/** Properties and values that name the left or the right. */
const SIDES = [
  /(?:^|[\s;{])(?:margin|padding|border|inset|scroll-margin|scroll-padding)-(?:left|right)\b[\w-]*\s*:/,
  /(?:^|[\s;{])(?:left|right)\s*:/,
  /(?:^|[\s;{])border-(?:top|bottom)-(?:left|right)-radius\s*:/,
  /(?:^|[\s;{])(?:text-align|float|clear|caption-side|justify-[\w-]+|background-position[\w-]*)\s*:[^;}]*\b(?:left|right)\b/,
  /\btranslate(?:X|3d)?\(|\bscaleX\(|\bto (?:left|right)\b/,
];

/** Shorthands of sides or corners, clockwise from the top or from the top left. */
const SHORTHAND = /(?:^|[\s;{])(margin|padding|inset|border-(?:width|style|color|radius))\s*:\s*([^;}/]+)/;

/** Checks whether a shorthand gives the left something else than the right. */
function isLopsided(line: string): boolean {
  const [, property, value = ''] = SHORTHAND.exec(line) ?? [];
  const [one, two = one, three = one, four = two] = value.trim().split(/\s+(?![^(]*\))/);
  return property === 'border-radius' ? one !== two || three !== four : two !== four;
}

/** Finds the lines of a style sheet that name a side. */
function sidesIn(css: string): string[] {
  const lines = css.replace(/\/\*[\s\S]*?\*\//g, '').split('\n');
  const hasSide = (line: string) => SIDES.some((pattern) => pattern.test(line)) || isLopsided(line);
  return lines.filter(hasSide).map((line) => line.trim());
}

describe('styles name no side', () => {
  test.each([
    ['margin-left: 1rem;', true],
    ['padding-right: 1rem;', true],
    ['border-left: 1px solid;', true],
    ['border-right-color: red;', true],
    ['left: 0;', true],
    ['a{right:0}', true],
    ['text-align: left;', true],
    ['float: right;', true],
    ['clear: left;', true],
    ['border-top-left-radius: 2px;', true],
    ['background-position: right 1rem center;', true],
    ['transform: translateX(2px);', true],
    ['background: linear-gradient(to right, red, blue);', true],
    ['margin: 0 1rem 0 0;', true],
    ['border-radius: 0 4px 4px 0;', true],
    ['border-radius: 4px 0;', true],
    ['margin-inline-start: 1rem;', false],
    ['text-align: start;', false],
    ['float: inline-start;', false],
    ['margin: 0 1rem 2rem 1rem;', false],
    ['border-radius: 4px;', false],
    ['border-radius: 0 0 4px 4px;', false],
    ['.right-sidebar { color: red; }', false],
    ['/* to the left: */', false],
    ['grid-column: 1;', false],
  ])('%s %s', (css, isWrong) => {
    expect(sidesIn(css).length > 0).toBe(isWrong);
  });

  const files = ['styles', 'components', 'tools'].flatMap((folder) =>
    listFiles(root, `src/${folder}`).map((file) => `src/${folder}/${file}`),
  );
  const sheets = files.flatMap((file) => {
    const text = readFileSync(join(root, file), 'utf8');
    if (file.endsWith('.css')) return [[file, text] as const];
    return file.endsWith('.astro')
      ? [[file, [...text.matchAll(/<style[^>]*>([\s\S]*?)<\/style>/g)].map(([, css]) => css).join('\n')] as const]
      : [];
  });

  test.each(sheets)('%s', (_file, css) => {
    expect(sidesIn(css)).toEqual([]);
  });
});
