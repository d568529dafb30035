// Use the single-file build: the default entry loads two hundred modules, which slows every command down.
import culori from 'culori/require';
import * as z from 'zod';

/** Schema of a colour in the settings. */
const colour = () => z.string().regex(/^#([0-9a-f]{3}|[0-9a-f]{6})$/i, 'a colour such as #0b5394, in quotes');

/** Schema of one theme: the complete set of colour tokens that the styles use. */
const theme = () =>
  z.strictObject({
    paper: colour().describe('The ground of every page.'),
    'paper-raised': colour().describe('The ground of what stands out: tools, boxes of facts, code.'),
    ink: colour().describe('Running text.'),
    'ink-strong': colour().describe('Titles, headings and what is written into fields.'),
    'ink-soft': colour().describe('Descriptions, captions and hints.'),
    'ink-line': colour().describe('Hairlines and empty bars; they only part things, so they may be faint.'),
    'control-line': colour().describe('Outlines of fields and buttons.'),
    accent: colour().describe('Links, main buttons and what is chosen: the one colour to set if you set only one.'),
    'accent-strong': colour()
      .optional()
      .describe('The accent under the pointer and on its own soft ground; made from accent if left out.'),
    'accent-soft': colour()
      .optional()
      .describe('The ground of the present page in the sidebar and of what is chosen; made from accent if left out.'),
    'pillar-1': colour().describe('The first pillar.'),
    'pillar-2': colour().describe('The second pillar.'),
    'pillar-3': colour().describe('The third pillar.'),
    'pillar-4': colour().describe('The fourth pillar.'),
    note: colour().describe('Asides that add something.'),
    tip: colour().describe('Asides that help.'),
    caution: colour().describe('Asides that warn.'),
    danger: colour().describe('Asides that warn of harm, and mistakes in fields.'),
  });

/** Schema of the colours in the settings. */
export const colours = z.strictObject({
  light: theme().describe('The colours on light paper.'),
  dark: theme().describe('The colours on dark paper.'),
});

/** Colours of both themes. */
export type Colours = z.infer<typeof colours>;
/** Name of a theme. */
export type ThemeName = keyof Colours;
/** Name of a colour token. */
export type Token = keyof Colours['light'];
/** Colours of one theme as in the settings, where derived ones are optional. */
export type WrittenTheme = Colours['light'];
/** Colours of one theme, with all derived ones filled in. */
export type Theme = Record<Token, string>;

/** Colours derived from the accent unless the settings give them. */
export const DERIVED: readonly Token[] = ['accent-strong', 'accent-soft'];

/** Pair of colours that meet on a page, with the contrast that WCAG 2 AA requires. */
export interface Pair {
  ink: Token;
  ground: Token;
  /** 4.5 for text, 3 for outlines and shapes that carry a meaning. */
  needs: 4.5 | 3;
  /** Place where they meet, as the end of a sentence. */
  where: string;
}

/** All pairs that meet. A pair that also occurs inverted, such as paper on an accent button, is listed once. */
export const pairs: readonly Pair[] = [
  ...text('paper', {
    ink: 'running text',
    'ink-strong': 'headings',
    'ink-soft': 'descriptions and captions',
    accent: 'links and main buttons',
    'accent-strong': 'links and main buttons under the pointer',
    'pillar-1': 'the number of the first pillar',
    'pillar-2': 'the number of the second pillar',
    'pillar-3': 'the number of the third pillar',
    'pillar-4': 'the number of the fourth pillar',
    note: 'titles of notes',
    tip: 'titles of tips',
    caution: 'titles of cautions',
    danger: 'titles of warnings',
  }),
  ...text('paper-raised', {
    ink: 'text in boxes',
    'ink-strong': 'headings in boxes and tools',
    'ink-soft': 'hints in tools and names of facts',
    accent: 'links in boxes',
    'accent-strong': 'links in boxes under the pointer',
    danger: 'mistakes in fields',
  }),
  ...text('accent-soft', {
    ink: 'text of what is chosen',
    'ink-strong': 'titles of what is chosen',
    'accent-strong': 'the present page in the sidebar',
  }),
  ...shapes('paper', { 'control-line': 'outlines of fields' }),
  ...shapes('paper-raised', {
    'control-line': 'outlines of fields in tools',
    'pillar-1': 'the week of the archetypes',
    'pillar-2': 'the week of the archetypes',
    'pillar-3': 'the week of the archetypes',
    'pillar-4': 'the week of the archetypes',
    caution: 'the rule beside what a tool warns of',
  }),
  ...shapes('accent-soft', { accent: 'the rule beside the present step' }),
  ...shapes('ink-line', {
    accent: 'bars that fill',
    'pillar-1': 'bars of the week',
    'pillar-2': 'bars of the week',
    'pillar-3': 'bars of the week',
    'pillar-4': 'bars of the week',
  }),
];

function text(ground: Token, inks: Partial<Record<Token, string>>): Pair[] {
  return pairsOn(ground, inks, 4.5);
}

function shapes(ground: Token, inks: Partial<Record<Token, string>>): Pair[] {
  return pairsOn(ground, inks, 3);
}

function pairsOn(ground: Token, inks: Partial<Record<Token, string>>, needs: Pair['needs']): Pair[] {
  return Object.entries(inks).map(([ink, where]) => ({ ink: ink as Token, ground, needs, where }));
}

const inOklch = culori.converter('oklch');

/** Converts a colour to OKLCH, which is perceptually uniform: lightness (0 to 1), chroma and hue (degrees). */
function oklch(hex: string): { l: number; c: number; h: number } {
  const { l = 0, c = 0, h = 0 } = inOklch(hex) ?? {};
  return { l, c, h };
}

/**
 * Converts OKLCH to sRGB hex, such as `#0b5394`. Reduces the chroma of colours out of gamut; hue and lightness stay.
 */
function hexOf(l: number, c: number, h: number): string {
  return culori.formatHex(culori.clampChroma({ mode: 'oklch', l, c, h }, 'oklch'));
}

/** Contrast ratio of two colours by WCAG 2, from 1 to 21. */
export function contrast(a: string, b: string): number {
  return culori.wcagContrast(a, b);
}

/**
 * Interpolation from paper to accent for the soft accent (`share`), and the part of the accent's chroma that remains
 * (`tint`).
 */
const SOFT = { light: { share: 0.115, tint: 0.25 }, dark: { share: 0.2, tint: 0.42 } };
/** Interpolation in lightness from the accent to the ink of titles for the strong accent. */
const STRONG = 0.42;

/**
 * Fills in the derived colours. The soft accent moves towards the paper until every colour on it has enough contrast.
 */
export function wholeTheme(written: WrittenTheme): Theme {
  const [accent, paper, ink] = [oklch(written.accent), oklch(written.paper), oklch(written['ink-strong'])];
  const strong = written['accent-strong'] ?? hexOf(accent.l + (ink.l - accent.l) * STRONG, accent.c * 0.8, accent.h);
  const { share, tint } = paper.l > ink.l ? SOFT.light : SOFT.dark;
  const softBy = (part: number): Theme => ({
    ...written,
    'accent-strong': strong,
    'accent-soft':
      part === 0
        ? written.paper
        : hexOf(paper.l + (accent.l - paper.l) * share * part, accent.c * tint * part, accent.h),
  });
  const given = written['accent-soft'];
  if (given !== undefined) return { ...written, 'accent-strong': strong, 'accent-soft': given };
  const steps = [1, 0.8, 0.6, 0.4, 0.2].map(softBy);
  return steps.find((whole) => failures(whole).every(({ ground }) => ground !== 'accent-soft')) ?? softBy(0);
}

/** Pair with too little contrast. */
export interface Failure extends Pair {
  ratio: number;
}

/** Returns the pairs of a theme with too little contrast. */
export function failures(theme: Theme): Failure[] {
  return pairs.flatMap((pair) => {
    const ratio = contrast(theme[pair.ink], theme[pair.ground]);
    return ratio < pair.needs ? [{ ...pair, ratio }] : [];
  });
}

/**
 * Finds the colour nearest in lightness, of the same hue, that passes a test.
 * @param serves Returns true if the theme with the candidate passes.
 * @returns Undefined if no lightness of the hue passes.
 */
export function nearestColour(
  theme: WrittenTheme,
  token: Token,
  serves: (candidate: WrittenTheme) => boolean,
): string | undefined {
  const { l, c, h } = oklch(theme[token] ?? wholeTheme(theme)[token]);
  for (let step = 0; step <= 200; step++) {
    for (const lightness of [l - step / 200, l + step / 200]) {
      if (lightness < 0 || lightness > 1) continue;
      const hex = hexOf(lightness, c, h);
      if (serves({ ...theme, [token]: hex })) return hex;
    }
  }
  return undefined;
}

/** Renders the style sheet of the colour tokens. Dark is the default theme, as in the other style sheets. */
export function themeCss({ light, dark }: Colours): string {
  const rule = (selector: string, theme: WrittenTheme) => {
    const lines = Object.entries(wholeTheme(theme)).map(([token, value]) => `  --${token}: ${value};`);
    return `${selector} {\n${lines.join('\n')}\n}\n`;
  };
  return `${rule(':root', dark)}\n${rule(':root[data-theme="light"]', light)}`;
}
