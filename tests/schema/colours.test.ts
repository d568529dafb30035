import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { contrastProblems } from '#check/rules/contrast.ts';
import {
  type Colours,
  colours,
  contrast,
  failures,
  pairs,
  type Token,
  themeCss,
  type WrittenTheme,
  wholeTheme,
} from '#schema/colours.ts';
import { mergeSettings } from '#schema/settings.ts';
import { root } from '../helpers.ts';

const upstream: Colours = colours.parse(parse(readFileSync(join(root, 'content/playbook.yaml'), 'utf8')).colours);
const themes = ['light', 'dark'] as const;
const [black, white] = ['#000000', '#ffffff'];

/** The colours of upstream under those of an organisation. */
function under(theme: 'light' | 'dark', ours: Partial<WrittenTheme>): Colours {
  return mergeSettings([{ colours: upstream }, { colours: { [theme]: ours } }])['colours'] as Colours;
}

/** Colours without preference: every fifteenth hue, three lightnesses, more or less vivid. */
const many = Array.from({ length: 24 }, (_, at) => at * 15).flatMap((hue) =>
  [20, 45, 75].flatMap((lightness) => [25, 90].map((saturation) => hexOfHsl(hue, saturation, lightness))),
);

function hexOfHsl(hue: number, saturation: number, lightness: number): string {
  const [s, l] = [saturation / 100, lightness / 100];
  const channel = (n: number) => {
    const k = (n + hue / 30) % 12;
    return Math.round(255 * (l - s * Math.min(l, 1 - l) * Math.max(-1, Math.min(k - 3, 9 - k, 1))));
  };
  return `#${[0, 8, 4].map((n) => channel(n).toString(16).padStart(2, '0')).join('')}`;
}

describe('contrast', () => {
  // Known values of WCAG 2.
  test.each([
    [black, white, 21],
    ['#777777', white, 4.48],
    ['#767676', white, 4.54],
    ['#fff', '#fff', 1],
  ])('of %s and %s is %d', (a, b, ratio) => {
    expect(contrast(a, b)).toBeCloseTo(ratio, 2);
    expect(contrast(b, a)).toBe(contrast(a, b));
  });

  test.each(themes)('of every pair of the %s theme of upstream is enough', (theme) => {
    expect(failures(wholeTheme(upstream[theme]))).toEqual([]);
  });
});

describe('the list of pairs', () => {
  const css = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .map((name) => join(root, 'src', name))
    .filter((file) => /\.(css|astro)$/.test(file) && !file.endsWith('print.css'))
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');

  /** The rules of all styles that set a ground and an ink at once, such as `accent-strong on accent-soft`. */
  const met = [...css.matchAll(/\{([^{}]*)\}/g)].flatMap(([, rule = '']) => {
    const ground = /background(?:-color)?: var\(--([a-z0-9-]+)\)/.exec(rule)?.[1];
    const ink = /(?:^|[\s;])color: var\(--([a-z0-9-]+)\)/.exec(rule)?.[1];
    return ground && ink && ground in upstream.light && ink in upstream.light ? [`${ink} on ${ground}`] : [];
  });

  test('has every pair that one rule of the styles names, one way or the other', () => {
    const listed = new Set(pairs.flatMap(({ ink, ground }) => [`${ink} on ${ground}`, `${ground} on ${ink}`]));
    expect(met.length).toBeGreaterThan(8);
    expect(met.filter((pair) => !listed.has(pair))).toEqual([]);
  });

  test('has every colour that is an ink somewhere', () => {
    const inks = new Set([...css.matchAll(/(?:^|[\s;])color: var\(--([a-z0-9-]+)\)/g)].map(([, ink]) => ink));
    const known = new Set<string>(pairs.flatMap(({ ink, ground }) => [ink, ground]));
    const unlisted = [...inks].filter((ink) => ink !== undefined && ink in upstream.light && !known.has(ink));
    expect(unlisted).toEqual([]);
  });

  test('has no pair twice', () => {
    expect(new Set(pairs.map(({ ink, ground }) => `${ink} ${ground}`)).size).toBe(pairs.length);
  });
});

describe('one colour is enough', () => {
  const strength = (theme: 'light' | 'dark', hex: string) => contrast(hex, upstream[theme].paper);

  test.each(themes)('in the %s theme, what follows from an accent that reads on paper reads too', (theme) => {
    let tried = 0;
    for (const accent of many) {
      const { light, dark } = under(theme, { accent });
      const whole = wholeTheme({ light, dark }[theme]);
      const wrong = failures(whole);
      if (wrong.some(({ ink }) => ink === 'accent')) continue;
      tried += 1;
      expect(wrong, accent).toEqual([]);
      // What is as dark as the ink already gets no darker.
      expect(strength(theme, whole['accent-strong']), accent).toBeGreaterThan(Math.min(strength(theme, accent), 12));
      expect(strength(theme, whole['accent-soft']), accent).toBeLessThan(1.7);
    }
    expect(tried).toBeGreaterThan(15);
  });

  test('and what an organisation says of the others stays', () => {
    const ours = { accent: '#0b5394', 'accent-soft': '#ffffff' };
    const whole = wholeTheme(under('light', ours).light);
    expect(whole['accent-soft']).toBe('#ffffff');
    expect(whole['accent-strong']).not.toBe(upstream.light['accent-strong']);
    expect(wholeTheme(under('light', { 'accent-strong': '#000000' }).light)).toMatchObject({
      accent: upstream.light.accent,
      'accent-strong': '#000000',
      'accent-soft': upstream.light['accent-soft'],
    });
  });
});

describe('the cure of a faint colour', () => {
  /** What the check says of colours of an organisation, with the colours it would write. */
  function checked(theme: 'light' | 'dark', ours: Partial<WrittenTheme>) {
    const where = (path: readonly PropertyKey[]) => ({ file: String(path[2]), line: 1, column: 1 });
    const isOurs = ([, name, token]: readonly PropertyKey[]) => name === theme && String(token) in ours;
    const problems = contrastProblems(under(theme, ours), where, isOurs);
    const cures = problems.map(({ fix }) => /^Write ([a-z0-9-]+): '(#[0-9a-f]{6})'/.exec(fix)?.slice(1));
    return { problems, cures: cures.map((cure) => cure as [Token, string]) };
  }

  test.each(
    themes.flatMap((theme) =>
      (['accent', 'ink-soft', 'control-line', 'paper', 'note'] as const).map((token) => [theme, token] as const),
    ),
  )('in the %s theme is enough for %s, whatever it was', (theme, token) => {
    for (const hex of many.filter((_, at) => at % 5 === 0)) {
      const { problems, cures } = checked(theme, { [token]: hex });
      expect(problems.map(({ file }) => file)).toEqual(problems.length > 0 ? [token] : []);
      for (const [key, cure] of cures) expect(checked(theme, { [key]: cure }).problems, `${hex} ${cure}`).toEqual([]);
    }
  });

  test('is enough for several at once', () => {
    const ours = { paper: '#888888', 'paper-raised': '#405060', accent: '#ddaa00', ink: '#777777', danger: '#ff8888' };
    const { problems, cures } = checked('light', ours);
    expect(problems.length).toBeGreaterThan(3);
    expect(checked('light', { ...ours, ...Object.fromEntries(cures) }).problems).toEqual([]);
  });

  test('keeps the hue', () => {
    const [[, cure] = []] = checked('light', { accent: '#f28c28' }).cures;
    // An orange becomes a darker orange: most red, least blue.
    const [red = 0, green = 0, blue = 0] = (cure?.match(/[0-9a-f]{2}/g) ?? []).map((two) => Number.parseInt(two, 16));
    expect(red).toBeGreaterThan(green);
    expect(green).toBeGreaterThan(blue);
  });
});

test('the style sheet gives both themes all colours', () => {
  const css = themeCss(under('dark', { accent: '#8ab8f0' }));
  const names = (rule = '') => [...rule.matchAll(/--([a-z0-9-]+): #[0-9a-f]{6};/g)].map(([, name]) => name).toSorted();
  const [, dark, light] = css.split(/^:root.*\{$/m);
  expect(names(dark)).toEqual(names(light));
  expect(names(dark)).toHaveLength(18);
  expect(dark).toContain('--accent: #8ab8f0;');
  expect(light).toContain(`--accent: ${upstream.light.accent};`);
});
