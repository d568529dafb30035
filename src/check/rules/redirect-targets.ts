import { hiddenNames } from '#editions/edition-of.ts';
import { type Content, hasEveryFile, movedPages } from '#load/content.ts';
import { didYouMean, type Problem, START } from '#schema/problem.ts';
import { destinationOf, idIn } from '#schema/redirects.ts';
import type { Rule } from '../rule.ts';

/** Rule on the lines of `redirects.yaml`: each leads from a free id to a page that exists. */
export const redirectTargets: Rule = {
  code: 'redirects',
  describes: 'Pages that have moved can be found',
  check: (content) => (hasEveryFile(content) ? redirectProblems(content) : []),
};

function redirectProblems(content: Content): Problem[] {
  const moved = movedPages(content);
  const pages = content.pages.map(({ id }) => id);
  // The ids of hidden pages are free.
  const hidden = hiddenNames(content);
  return content.redirects.flatMap(({ from, to, file: redirectFile, where }): Problem[] => {
    const file = laterPage(content, from, redirectFile);
    const home = destinationOf(moved, from);
    if (file !== undefined && home !== undefined && pages.includes(from)) {
      const renamed = `${file.slice(0, -`${from}.mdx`.length)}${home}.mdx`;
      const fix = `Rename the file to ${renamed}, to take the place of the page there, or give it a name of its own`;
      return [{ file, ...START, message: `"${from}" has moved`, fix }];
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

/**
 * Path of the page that a later layer than that of a redirect adds under the old id: the organisation cannot change a
 * redirect of upstream.
 */
function laterPage({ pages, layers }: Content, from: string, redirectFile: string): string | undefined {
  const rank = (file: string) => layers.findLastIndex((layer) => file.startsWith(`${layer}/`));
  const page = pages.find(({ id }) => id === from);
  return page && rank(page.file) > rank(redirectFile) ? page.file : undefined;
}
