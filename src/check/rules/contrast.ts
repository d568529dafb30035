import {
  type Colours,
  DERIVED,
  type Failure,
  failures,
  nearestColour,
  type ThemeName,
  type Token,
  type WrittenTheme,
  wholeTheme,
} from '#schema/colours.ts';
import type { Problem } from '#schema/problem.ts';
import type { Place } from '#schema/schema-problems.ts';
import type { Rule } from '../rule.ts';

/** Rule on the colours in the settings. */
export const contrast: Rule = {
  code: 'colours',
  describes: 'Colours that meet can be told apart',
  check: ({ settings: { settings, where, isOurs } }) =>
    settings ? contrastProblems(settings.colours, where, isOurs) : [],
};

/**
 * Checks the contrast of all colours that meet, by WCAG 2 AA. Reports each failing colour once, with the nearest colour
 * that passes wherever it is used.
 * @param isOurs Returns true if a settings key is the organisation's. Of two colours that fail together, the
 *   organisation's must change.
 */
export function contrastProblems(
  colours: Colours,
  where: Place,
  isOurs: (path: readonly PropertyKey[]) => boolean,
): Problem[] {
  return (['light', 'dark'] as const).flatMap((name) => themeProblems(name, colours[name], where, isOurs));
}

function themeProblems(
  name: ThemeName,
  written: WrittenTheme,
  where: Place,
  isOurs: (path: readonly PropertyKey[]) => boolean,
): Problem[] {
  // Derived colours are fixed by changing the accent.
  const keyOf = (token: Token) => (DERIVED.includes(token) && written[token] === undefined ? 'accent' : token);
  const tokenToChange = ({ ink, ground }: Failure): Token => {
    const [front, back] = [keyOf(ink), keyOf(ground)];
    const ours = (token: Token) => isOurs(['colours', name, token]);
    return ours(back) && (!ours(front) || front !== ink) ? back : front;
  };
  const failing = Map.groupBy(failures(wholeTheme(written)), tokenToChange);
  const problems: Problem[] = [];
  let theme = written;
  // Fix grounds first, then colours that others derive from: the rest is checked against the fixed values.
  for (const key of [...failing.keys()].sort((a, b) => depth(a) - depth(b))) {
    const [worst] = (failing.get(key) ?? []).sort((a, b) => a.ratio / a.needs - b.ratio / b.needs);
    if (!worst) continue;
    const serves = (candidate: WrittenTheme) =>
      failures(wholeTheme(candidate)).every((failure) => tokenToChange(failure) !== key);
    // Skip colours that the fixes so far have made pass.
    if (serves(theme)) continue;
    const cure = nearestColour(theme, key, serves);
    if (cure !== undefined) theme = { ...theme, [key]: cure };
    const made = [worst.ink, worst.ground].filter((token) => keyOf(token) !== token);
    const from = made.length > 0 ? ` (${made.join(' and ')} follows from accent)` : '';
    const other = keyOf(worst.ink) === key ? worst.ground : worst.ink;
    problems.push({
      ...where(['colours', name, key]),
      message: `In the ${name} theme, ${worst.ink} on ${worst.ground} has a contrast of ${roundDown(worst.ratio)}:1 and needs ${worst.needs}:1, for ${worst.where}${from}`,
      fix: cure === undefined ? `Change ${other} as well` : `Write ${key}: '${cure}', the nearest that is enough`,
    });
  }
  return problems;
}

function depth(token: Token): number {
  return ['paper', 'paper-raised', 'ink-strong', 'accent-soft', 'accent'].indexOf(token) + 1 || 9;
}

/** Rounds down to two decimals, so that a failing ratio never looks like a passing one. */
function roundDown(ratio: number): string {
  return (Math.floor(ratio * 100) / 100).toFixed(2);
}
