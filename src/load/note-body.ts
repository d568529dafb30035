import { type Advice, advice, type Problem, START } from '#schema/problem.ts';
import type { MarkdownNode } from './markdown-tree.ts';

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
      problems.push({ file, ...(node.position?.start ?? START), ...words });
      return [];
    }
    return [node.children ? { ...node, children: node.children.flatMap(withoutDisallowed) } : node];
  };
  const [pruned = tree] = withoutDisallowed(tree);
  if (problems.length === 0 && !hasWords(tree)) {
    const words = advice('The note has no words', 'Write a sentence under its front matter, or delete the file');
    problems.push({ file, ...START, ...words });
  }
  return { tree: pruned, problems: problems.map(withoutOffset) };
}

function disallowedWords({ type, name }: MarkdownNode): Advice | undefined {
  if (type === 'containerDirective' && name !== 'only') {
    const fix = 'Delete the lines that start with :::, or write :::only[...] for a part that only some may read';
    return advice('A note is an aside itself and holds no other', fix);
  }
  const [what, fix] = DISALLOWED[type] ?? [];
  return what && fix ? advice(`A note is words, lists and links, and this is ${what}`, fix) : undefined;
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
  const place = { file, ...START };
  const name = file.replace(/\.[^./]*$/, '');
  if (/\.(mdx?|markdown|txt|html?|ya?ml)$/i.test(file)) {
    return { ...place, message: 'A note ends in .mdx', fix: `Rename it to ${name}.mdx` };
  }
  const fix = 'Move it beside a page of your own in org/content/, or delete it';
  return { ...place, ...advice('Only notes stand here, and notes show no pictures or files', fix) };
}
