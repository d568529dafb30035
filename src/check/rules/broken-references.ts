import { type Content, hasEveryFile, idsByTarget, movedPages, pagesOfUnknownKind } from '#load/content.ts';
import { data } from '#schema/data/index.ts';
import { note } from '#schema/note.ts';
import { page } from '#schema/pages/index.ts';
import { type Point, type Problem, START } from '#schema/problem.ts';
import { type Reference, referencesIn, referenceWords } from '#schema/references.ts';
import type { Rule } from '../rule.ts';
import { type Caused, causeProblems, isUpstreamFile } from './clashes.ts';

/** Rule on the ids that fields, components and entries name. */
export const brokenReferences: Rule = {
  code: 'references',
  describes: 'What a page or an entry names is there',
  check(content) {
    if (!hasEveryFile(content)) return [];
    const ids = idsByTarget(content);
    const known = new Map([...ids].map(([target, names]) => [target, new Set(names)]));
    const unknown = pagesOfUnknownKind(content);
    const caused: Caused[] = [];
    const problems = referencesOf(content).flatMap(({ reference, file, at }): Problem[] => {
      const { to, id } = reference;
      // The entry may be in the file that could not be read.
      if (known.get(to)?.has(id) || content.unreadCollections.has(to) || unknown.has(id)) return [];
      const words = referenceWords(reference, ids.get(to) ?? [], movedPages(content));
      if (!words) return [];
      const cause = isUpstreamFile(content, file) ? causeOf(content, reference) : undefined;
      if (!cause) return [{ file, ...at(), ...words }];
      caused.push({ ...cause, what: `the entry "${id}" is missing`, from: file });
      return [];
    });
    return [...problems, ...causeProblems(caused)];
  },
};

/** Returns the problem of a data file of the organisation that takes the place of one with an entry that upstream names. */
function causeOf(
  content: Content,
  { to, id }: Reference,
): Pick<Caused, 'file' | 'line' | 'column' | 'fix'> | undefined {
  const replaced = content.overridden.find(({ path }) => path.startsWith(`data/${to}/`));
  const file = replaced && content.files.find(({ path }) => path === replaced.path)?.file;
  if (file === undefined) return undefined;
  const fix = `Add an entry with id: ${id}, or give this file a name of its own, which leaves upstream's entries`;
  return { file, ...START, fix };
}

/** Reference with its place. The position is computed on demand, since finding it parses the file again. */
interface PlacedReference {
  reference: Reference;
  file: string;
  at(): Point;
}

/** Lists the references in fields, in components and in data. */
function referencesOf({ pages, notes, entries }: Content): PlacedReference[] {
  const values = [
    ...pages.map(({ file, frontmatter }) => ({ file, located: frontmatter, schema: page })),
    ...notes.map(({ file, frontmatter }) => ({ file, located: frontmatter, schema: note })),
    ...entries.map(({ file, located, collection }) => ({ file, located, schema: data[collection] })),
  ];
  const inFields = values.flatMap(({ file, located, schema }) => {
    const references = located ? referencesIn(schema, located.value) : [];
    return references.map((reference) => ({ reference, file, at: () => located?.at(reference.path) ?? START }));
  });
  const inBodies = pages.flatMap(({ file, facts }) => {
    const { references = [] } = facts ?? {};
    return references.map(({ line, column, ...reference }) => ({ reference, file, at: () => ({ line, column }) }));
  });
  return [...inFields, ...inBodies];
}
