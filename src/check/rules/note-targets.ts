import { strictness } from '#editions/edition.ts';
import type { MarkdownNode } from '#load/body.ts';
import { dataNames, isDataName } from '#schema/data/index.ts';
import { isNoted, notedCollections } from '#schema/note.ts';
import { didYouMean, nearest, type Problem } from '#schema/problem.ts';
import { destinationOf, type Redirects } from '#schema/redirects.ts';

type Words = Pick<Problem, 'message' | 'fix'>;

const elsewhere = 'Write plain words, or a page of your own, and link to it';

/** Node types that a page may hold and a note may not, each with its name and the fix to suggest. */
const DISALLOWED: Record<string, [what: string, fix: string]> = {
  heading: ['a heading', 'Make the words **bold**, or write a title into the front matter'],
  mdxjsEsm: ['an import of a file', 'Delete the line'],
  mdxJsxFlowElement: ['a component', elsewhere],
  mdxJsxTextElement: ['a component', elsewhere],
  mdxFlowExpression: ['braces', 'Delete them, or write \\{ and \\} to show braces'],
  mdxTextExpression: ['braces', 'Delete them, or write \\{ and \\} to show braces'],
  image: ['an image', 'Show it on a page of your own, and link to that'],
  imageReference: ['an image', 'Show it on a page of your own, and link to that'],
  code: ['a block of code', elsewhere],
  table: ['a table', elsewhere],
  blockquote: ['a quotation', 'Write the words in quotation marks'],
  thematicBreak: ['a line across', 'Delete it'],
  footnoteReference: ['a footnote', 'Write it in brackets'],
  footnoteDefinition: ['a footnote', 'Write it in brackets'],
  definition: ['a link in two pieces', 'Write [text](address)'],
  linkReference: ['a link in two pieces', 'Write [text](address)'],
};

/**
 * Checks that a note holds only words, lists and links.
 * @returns The problems, and the tree without the offending nodes, so that no other rule reports them again.
 */
export function noteBody(file: string, tree: MarkdownNode): { tree: MarkdownNode; problems: Problem[] } {
  const problems: Problem[] = [];
  const withoutDisallowed = (node: MarkdownNode): MarkdownNode[] => {
    const words = disallowedWords(node);
    if (words) {
      problems.push({ file, ...(node.position?.start ?? { line: 1, column: 1 }), ...words });
      return [];
    }
    return [node.children ? { ...node, children: node.children.flatMap(withoutDisallowed) } : node];
  };
  const [pruned = tree] = withoutDisallowed(tree);
  if (problems.length === 0 && !hasWords(tree)) {
    problems.push({
      file,
      line: 1,
      column: 1,
      message: 'The note has no words',
      fix: 'Write a sentence under its front matter, or delete the file',
    });
  }
  return { tree: pruned, problems: problems.map(withoutOffset) };
}

function disallowedWords({ type, name }: MarkdownNode): Words | undefined {
  if (type === 'containerDirective' && name !== 'only') {
    return {
      message: 'A note is an aside itself and holds no other',
      fix: 'Delete the lines that start with :::, or write :::only[...] for a part that only some may read',
    };
  }
  const [what, fix] = DISALLOWED[type] ?? [];
  return what && fix ? { message: `A note is words, lists and links, and this is ${what}`, fix } : undefined;
}

function hasWords(node: MarkdownNode): boolean {
  if (node.type === 'yaml') return false;
  return (typeof node.value === 'string' && node.value.trim() !== '') || (node.children ?? []).some(hasWords);
}

function withoutOffset({ file, line, column, message, fix }: Problem): Problem {
  return { file, line, column, message, fix };
}

/** Checks the extension of a file in the notes folder. */
export function noteEndingProblem(file: string): Problem | undefined {
  if (file.endsWith('.mdx')) return undefined;
  const place = { file, line: 1, column: 1 };
  const name = file.replace(/\.[^./]*$/, '');
  if (/\.(mdx?|markdown|txt|html?|ya?ml)$/i.test(file)) {
    return { ...place, message: 'A note ends in .mdx', fix: `Rename it to ${name}.mdx` };
  }
  return {
    ...place,
    message: 'Only notes stand here, and notes show no pictures or files',
    fix: 'Move it beside a page of your own in org/content/, or delete it',
  };
}

/** Target of a note: a page or a data entry. */
export interface Noted {
  /** `guides/trust`, or `data/terms/roadmap`. */
  name: string;
  file: string;
  /** True if the target belongs to the organisation and not to upstream. */
  isOwn: boolean;
  /** Audience of the target. */
  audience: string | undefined;
}

/** Note, reduced to what the check of its target needs. */
export interface NoteSource {
  file: string;
  /** Name of the target: a page id, or `data/<collection>/<id>`. */
  id: string;
  audience: string | undefined;
}

/** Checks that the target of each note exists, is upstream's, and has no second note or wider audience. */
export function notedProblems(
  notes: readonly NoteSource[],
  noted: readonly Noted[],
  { audiences, hidden, moved }: { audiences: readonly string[]; hidden: ReadonlySet<string>; moved: Redirects },
): Problem[] {
  const byName = new Map(noted.map((target) => [target.name, target]));
  const seen = new Map<string, string>();
  return notes.flatMap((source) => {
    const place = { file: source.file, line: 1, column: 1 };
    const twin = seen.get(source.id);
    seen.set(source.id, source.file);
    if (twin) {
      return [{ ...place, message: `"${source.id}" has a note in ${twin}`, fix: 'Make one note of the two' }];
    }
    const target = byName.get(source.id);
    const words = target ? targetWords(source, target, audiences, hidden) : absentWords(source, noted, moved);
    return words ? [{ ...place, ...words }] : [];
  });
}

function targetWords(
  { id, audience }: NoteSource,
  target: Noted,
  audiences: readonly string[],
  hidden: ReadonlySet<string>,
): Words | undefined {
  if (hidden.has(id)) {
    return {
      message: `"${id}" is hidden, so nobody reads this note`,
      fix: 'Delete the note, or take it out of hidden in org/playbook.yaml',
    };
  }
  if (target.isOwn) {
    return { message: `"${id}" is your own`, fix: `Write the words into ${target.file}, and delete the note` };
  }
  const collection = collectionOf(id);
  if (collection !== undefined && isDataName(collection) && !isNoted(collection)) {
    return {
      message: `Entries of ${collection} have no room for a note`,
      fix: `Replace the entry: write one with the same id into org/content/data/${collection}/ours.yaml`,
    };
  }
  if (strictness(audience, audiences) >= strictness(target.audience, audiences)) return undefined;
  const narrow = target.audience ?? audiences.at(-1);
  return {
    message: `"${id}" is for ${narrow}, and this note on it for ${audience}`,
    fix: `Write audience: ${narrow}, as nobody else finds it`,
  };
}

function absentWords({ file, id }: NoteSource, noted: readonly Noted[], moved: Redirects): Words {
  const folder = file.slice(0, -`${id}.mdx`.length);
  const to = destinationOf(moved, id);
  if (to !== undefined) return { message: `"${id}" has moved`, fix: `Rename the note to ${folder}${to}.mdx` };
  const collection = collectionOf(id);
  if (collection !== undefined && !isDataName(collection)) {
    return { message: `Unknown data collection "${collection}"`, fix: didYouMean(collection, dataNames) };
  }
  if (id.startsWith('data/') && collection === undefined) {
    return {
      message: 'This note stands outside the collections',
      fix: `Move it into the folder of a collection: ${notedCollections.join(', ')}`,
    };
  }
  const names = noted.filter(({ name, isOwn }) => !isOwn && collectionOf(name) === collection).map(({ name }) => name);
  const near = nearest(id, names);
  return {
    message: `There is no ${collection === undefined ? 'page' : 'entry'} "${id}" to have a note`,
    fix: near
      ? `Did you mean "${near}"? Rename the note to ${folder}${near}.mdx`
      : 'Name the file as the page is named, or delete it',
  };
}

function collectionOf(name: string): string | undefined {
  return /^data\/([^/]+)\/./.exec(name)?.[1];
}
