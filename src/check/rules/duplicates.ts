import type { PageSource } from '#load/pages.ts';
import type { Problem } from '#schema/problem.ts';

/** Page with its title in the front matter. */
export type NamedPage = Pick<PageSource, 'file' | 'id' | 'frontmatter'>;

/** Checks that no two pages share an id or a title. The form for new pages asks this in the browser too. */
export function duplicateProblems(pages: readonly NamedPage[]): Problem[] {
  const byId = new Map<string, NamedPage>();
  const byTitle = new Map<string, NamedPage>();
  return pages.flatMap((page) => {
    const problems: Problem[] = [];
    const twin = byId.get(page.id);
    if (twin) {
      problems.push({
        file: page.file,
        line: 1,
        column: 1,
        message: `The id "${page.id}" is taken by ${twin.file}`,
        fix: 'Rename or delete one of the two files',
      });
    } else byId.set(page.id, page);
    const title = (page.frontmatter?.value as { title?: unknown } | null | undefined)?.title;
    if (typeof title === 'string' && title !== '') {
      const namesake = byTitle.get(title.toLowerCase());
      if (namesake && namesake.id !== page.id) {
        const place = page.frontmatter?.at(['title']) ?? { line: 1, column: 1 };
        problems.push({
          file: page.file,
          ...place,
          message: `The title "${title}" is taken by ${namesake.file}`,
          fix: 'Give this page a title of its own',
        });
      } else byTitle.set(title.toLowerCase(), page);
    }
    return problems;
  });
}
