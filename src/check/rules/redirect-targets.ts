import { idOf, isPageId } from '#schema/address.ts';
import { CHANGES, CONTRIBUTE, DRIFT, HEALTH } from '#schema/generated-pages.ts';
import { didYouMean, type Problem } from '#schema/problem.ts';
import { destinationOf, idIn } from '#schema/redirects.ts';
import type { Place } from '#schema/schema-problems.ts';

/** Line of `redirects.yaml`, with the positions of its two ids. */
export interface Redirect {
  from: string;
  to: string;
  where(side: 'key' | 'value'): ReturnType<Place>;
}

/**
 * Checks that a line of `redirects.yaml` has an id on both sides, and does not redirect from a page that the build
 * generates. Astro treats both sides as routes, so `../x` or `[...slug]` must not reach it.
 */
export function redirectIdProblem({ from, to, where }: Redirect): Problem | undefined {
  const words = idWords(from) ?? generatedWords(from);
  if (words) return { ...where('key'), ...words };
  const wrong = idWords(to);
  return wrong && { ...where('value'), ...wrong };
}

function idWords(written: string): Pick<Problem, 'message' | 'fix'> | undefined {
  if (isPageId(written)) return undefined;
  const meant = idIn(written);
  const fix =
    isPageId(meant) && !isGenerated(meant)
      ? `Write ${meant}, without the address around it`
      : 'Write the id of a page, such as guides/trust: a-z, 0-9 and hyphens, with one slash between folders';
  return { message: `"${written}" is no id`, fix };
}

function generatedWords(id: string): Pick<Problem, 'message' | 'fix'> | undefined {
  if (!isGenerated(id)) return undefined;
  return { message: `The build writes "${id}" itself, so it cannot lead elsewhere`, fix: 'Delete this line' };
}

/** Checks whether the build generates a page at an id. Other generated paths, such as `_astro`, are no valid ids. */
function isGenerated(id: string): boolean {
  const generated = ['404', 'index', ...[CHANGES, CONTRIBUTE, DRIFT, HEALTH].map(idOf)];
  return generated.includes(id) || id.split('/')[0] === 'pagefind';
}

/**
 * Checks that each redirect leads from a free id to a page that exists.
 * @param pages The ids of all pages.
 * @param hidden Pages that the organisation hides: their ids are free.
 * @param later Returns the file of a page that a later layer than that of the redirects adds: the organisation cannot
 *   change an upstream redirect.
 */
export function redirectProblems(
  lines: readonly Redirect[],
  pages: readonly string[],
  hidden: ReadonlySet<string>,
  later: (from: string) => string | undefined = () => undefined,
): Problem[] {
  const moved = new Map(lines.map(({ from, to }) => [from, to]));
  return lines.flatMap(({ from, to, where }): Problem[] => {
    const file = later(from);
    const home = destinationOf(moved, from);
    if (file !== undefined && home !== undefined && pages.includes(from)) {
      const renamed = `${file.slice(0, -`${from}.mdx`.length)}${home}.mdx`;
      const fix = `Rename the file to ${renamed}, to take the place of the page there, or give it a name of its own`;
      return [{ file, line: 1, column: 1, message: `"${from}" has moved`, fix }];
    }
    if (pages.includes(from) && !hidden.has(from)) {
      const fix = 'Delete this line, or give the page another name';
      return [{ ...where('key'), message: `"${from}" is a page, so nobody is led on from it`, fix }];
    }
    if (pages.includes(to)) return [];
    if (!moved.has(to)) {
      return [{ ...where('value'), message: `There is no page "${to}"`, fix: didYouMean(idIn(to), pages) }];
    }
    if (destinationOf(moved, to) !== undefined) return [];
    return [
      { ...where('value'), message: `"${from}" leads in a circle`, fix: 'Name the page that readers should find' },
    ];
  });
}
