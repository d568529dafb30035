import type { PageSource } from '#load/pages.ts';
import { sameName } from '#schema/fields.ts';
import { advice, type Problem, START } from '#schema/problem.ts';

/** Page with its title in the front matter. */
export type NamedPage = Pick<PageSource, 'file' | 'id' | 'frontmatter'>;

/**
 * Checks that no two pages share an id or a title. The form for new pages asks this in the browser too.
 * @param titleFix Returns what to do about the title of a later page, by the page that has it too; that of a new page has
 *   to give way.
 */
export function duplicateProblems(
  pages: readonly NamedPage[],
  titleFix = (_other: NamedPage) => 'Give this page a title of its own',
): Problem[] {
  const byId = new Map<string, NamedPage>();
  const byTitle = new Map<string, NamedPage>();
  return pages.flatMap((page) => {
    const { file, id, frontmatter } = page;
    const problems: Problem[] = [];
    const twin = byId.get(id);
    if (twin) {
      const words = advice(`The id "${id}" is taken by ${twin.file}`, 'Rename or delete one of the two files');
      problems.push({ file, ...START, ...words });
    } else byId.set(id, page);
    const title = (frontmatter?.value as { title?: unknown } | null | undefined)?.title;
    if (typeof title !== 'string' || title === '') return problems;
    const namesake = byTitle.get(sameName(title));
    if (namesake && namesake.id !== id) {
      const words = advice(`The title "${title}" is taken by ${namesake.file}`, titleFix(namesake));
      problems.push({ file, ...(frontmatter?.at(['title']) ?? START), ...words });
    } else byTitle.set(sameName(title), page);
    return problems;
  });
}
