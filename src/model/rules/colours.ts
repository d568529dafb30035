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
} from '../colours.ts';
import type { Problem } from '../problem.ts';
import type { Place } from './schema.ts';

/**
 * Checks that all colours that meet can be told apart, by WCAG 2 AA. Each colour that is wrong is reported
 * once, with the nearest one that is right wherever it stands.
 * @param isOurs Whether a key of the settings is the organisation's: of two colours, theirs gives way.
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
  // What follows from the accent is put right there.
  const keyOf = (token: Token) => (DERIVED.includes(token) && written[token] === undefined ? 'accent' : token);
  const blamed = ({ ink, ground }: Failure): Token => {
    const [front, back] = [keyOf(ink), keyOf(ground)];
    const ours = (token: Token) => isOurs(['colours', name, token]);
    return ours(back) && (!ours(front) || front !== ink) ? back : front;
  };
  const wrong = Map.groupBy(failures(wholeTheme(written)), blamed);
  const problems: Problem[] = [];
  let mended = written;
  // Grounds first, and then what others are made from: the rest is held against what these should be.
  for (const key of [...wrong.keys()].sort((a, b) => depth(a) - depth(b))) {
    const [worst] = (wrong.get(key) ?? []).sort((a, b) => a.ratio / a.needs - b.ratio / b.needs);
    if (!worst) continue;
    const serves = (candidate: WrittenTheme) =>
      failures(wholeTheme(candidate)).every((failure) => blamed(failure) !== key);
    // What was wrong on its ground only is right with that.
    if (serves(mended)) continue;
    const cure = nearestColour(mended, key, serves);
    if (cure !== undefined) mended = { ...mended, [key]: cure };
    const made = [worst.ink, worst.ground].filter((token) => keyOf(token) !== token);
    const from = made.length > 0 ? ` (${made.join(' and ')} follows from accent)` : '';
    const other = keyOf(worst.ink) === key ? worst.ground : worst.ink;
    problems.push({
      ...where(['colours', name, key]),
      message: `In the ${name} theme, ${worst.ink} on ${worst.ground} has a contrast of ${rounded(worst.ratio)}:1 and needs ${worst.needs}:1, for ${worst.where}${from}`,
      fix: cure === undefined ? `Change ${other} as well` : `Write ${key}: '${cure}', the nearest that is enough`,
    });
  }
  return problems;
}

function depth(token: Token): number {
  return ['paper', 'paper-raised', 'ink-strong', 'accent-soft', 'accent'].indexOf(token) + 1 || 9;
}

/** Down, so that what is too little never looks like enough. */
function rounded(ratio: number): string {
  return (Math.floor(ratio * 100) / 100).toFixed(2);
}
