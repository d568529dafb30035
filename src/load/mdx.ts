import { markdownToMdast, mdxToMdast } from 'satteri';
import { htmlElements, ourComponents } from '#schema/components.ts';
import { frontMatterIn } from '#schema/note.ts';
import { type Advice, advice, type Problem, START } from '#schema/problem.ts';
import type { WithPositions } from '#schema/with-positions.ts';
import type { Body } from './body.ts';
import { markdownFor, PLACEHOLDER } from './code.ts';
import { hasNode, type MarkdownNode } from './markdown-tree.ts';
import { beyondLimit, deepNode, TOO_DEEP } from './nesting.ts';
import { readYaml } from './yaml.ts';

/** Result of parsing an MDX file. A part that has a problem is absent. */
export interface MdxResult {
  frontmatter?: WithPositions;
  body?: Body;
  problems: Problem[];
}

/** Line that opens and closes front matter. */
const FENCE = /^---[ \t]*$/;

// Parser options of the build, so that the check sees the page that readers will see.
const features = { frontmatter: true, directive: true, gfm: true, smartPunctuation: true, headingAttributes: true };

/**
 * Parses the front matter and body of an MDX file, with the position of everything in them.
 * @param file The path that problems name.
 * @param fields The first fields of its front matter, for messages.
 */
export function readMdx(file: string, text: string, fields = 'kind, title and the other fields'): MdxResult {
  const lines = text.split(/\r?\n/);
  const end = lines.findIndex((line, index) => index > 0 && FENCE.test(line));
  const mistake = frontMatterAdvice(text, lines, end, fields);
  if (mistake) return { problems: [{ file, ...START, ...mistake }] };
  const yaml = readYaml(file, lines.slice(1, end).join('\n'), 2);
  const body = readBody(file, text);
  // Astro's YAML parser converts unquoted dates to Date objects; only `reviewed` is meant to hold dates.
  const dates = (yaml.dates ?? [])
    .filter(({ path }) => path[0] !== 'reviewed')
    .map(({ source, line, column }) => {
      const words = advice(`${source} is read as a date, and text belongs here`, `Put it in quotes: '${source}'`);
      return { file, line, column, ...words };
    });
  return {
    ...(yaml.located ? { frontmatter: yaml.located } : {}),
    ...('problem' in body ? {} : { body }),
    problems: [...(yaml.problems ?? []), ...dates, ...('problem' in body ? [body.problem] : [])],
  };
}

/** Returns message and fix for wrong lines around the front matter, or undefined. */
function frontMatterAdvice(
  text: string,
  lines: readonly string[],
  end: number,
  fields: string,
): (Advice & { line?: number }) | undefined {
  const [first] = lines;
  if (text.trim() === '') return advice('The file is empty', 'Write front matter and a body, or delete the file');
  if (!FENCE.test(first ?? '')) {
    return advice('There is no front matter', `Start the file with a line ---, then ${fields}, then a line ---`);
  }
  if (end !== -1) return undefined;
  const meant = lines.findIndex((line, index) => index > 0 && /^\s*(?:-{2,}|\.{3})\s*$/.test(line)) + 1;
  if (meant === 0) return advice('The front matter is never closed', 'Write a line --- after its last field');
  return { line: meant, ...advice('This line does not close the front matter', 'Write --- on it, and nothing else') };
}

/** Parses the body of an MDX file; the position of everything counts from the start of the file. */
export function readBody(file: string, text: string): Body | { problem: Problem } {
  const problemAt = (line: number, column: number, words: Advice) => ({ problem: { file, line, column, ...words } });
  const limit = beyondLimit(text);
  if (limit) return { problem: { file, ...limit } };
  try {
    const head = frontMatterIn(text);
    // Blank, as Astro compiles it: the parser has an idea of its own where front matter ends.
    const tree = mdxToMdast(head.replace(/[^\r\n]/g, ' ') + text.slice(head.length), { features });
    const node = deepNode(tree);
    return node ? problemAt(node.line, node.column, TOO_DEEP) : { tree, text };
  } catch (error) {
    const [, line = 1, column = 1, reason = ''] = /^(\d+):(\d+): ([\s\S]*)$/.exec((error as Error).message) ?? [];
    const whole = text.split('\n')[Number(line) - 1] ?? '';
    const source = whole.slice(Number(column) - 1);
    const braces = reason.includes('xpression') ? bracesAdvice(whole, Number(column) - 1) : undefined;
    if (braces) return problemAt(Number(line), braces.column, braces);
    const words = typeAdvice(whole, Number(column) - 1) ?? tagAdvice(reason, source) ?? syntaxAdvice(reason, source);
    return problemAt(Number(line), Number(column), words);
  }
}

/** Braces of other systems, with what is wrong with them and what to write instead. */
const OTHER_BRACES: readonly [start: RegExp, message: string, fix: string][] = [
  [
    /\{\s*%/g,
    'This is a command of another system, which does nothing here',
    'Delete it, or write \\{ to show a brace',
  ],
  [/\{\{/g, PLACEHOLDER.message, PLACEHOLDER.fix],
  [
    /\{\s*#/g,
    'An id stands after the words of a heading, once, and holds no spaces',
    'Write ## Words of the heading {#its-id}, or \\{ to show a brace',
  ],
];

/** Words on the braces of another system that are the last before an offset of a line, with their column. */
function bracesAdvice(line: string, offset: number): (Advice & { column: number }) | undefined {
  const matches = OTHER_BRACES.flatMap(([start, message, fix]) =>
    [...line.slice(0, offset + 2).matchAll(start)].map(({ index }) => ({ column: index + 1, message, fix })),
  );
  return matches.sort((a, b) => b.column - a.column)[0];
}

/** Words on a type of a program, such as `List<T>`, in which the parser sees a tag. */
function typeAdvice(line: string, column: number): Advice | undefined {
  const [, before = ''] = /([\w.]*)$/.exec(line.slice(Math.max(0, column - LONGEST_TYPE), column)) ?? [];
  const [whole = '', name = ''] = /^<\s*([A-Za-z_$][\w$.]*)?[^<>\n]{0,80}>?/.exec(line.slice(column)) ?? [];
  const isTag = htmlElements.has(name) || ourComponents.has(name) || markdownFor(name) !== undefined;
  const isComparison = before !== '' && !whole.endsWith('>') && !whole.includes('=');
  if (name === '' || (isTag && !isComparison)) return undefined;
  // Alone it may as well be a component, unless it is as short as the name of a type.
  if (before === '' && !/^<[A-Z]\w?>/.test(whole)) return undefined;
  const shown = whole.endsWith('>') ? `\`${before}${whole}\`` : '`a < b`';
  return advice('A "<" starts a tag here', `Write &lt; instead of it, or put code between backticks: ${shown}`);
}

/** Most letters that are read before a "<", as in `List<T>`. */
const LONGEST_TYPE = 80;

/**
 * Rewords an error of the MDX parser about a tag that is not closed or not opened. It has no code to tell errors apart.
 * @param source The line from the position of the error on.
 */
function tagAdvice(reason: string, source: string): Advice | undefined {
  const [, closed, opened, line] =
    /closing tag `<\/([^>]*)>`, expected (?:corresponding closing tag for `<([^>]*)>` \((\d+):|an open tag)/.exec(
      reason,
    ) ?? [];
  if (line) return advice(`</${closed}> stands where <${opened}> of line ${line} must be closed`, `Write </${opened}>`);
  if (closed !== undefined && VOID.test(closed)) return advice(`</${closed}> is no tag`, `Write ${instead(closed)}`);
  if (closed !== undefined) {
    return advice(`</${closed}> closes a tag that is not open`, `Delete it, or write <${closed}> before it`);
  }
  const [, tag] = /closing tag for `<([^>]*)>`/.exec(reason) ?? [];
  if (tag === undefined) return undefined;
  if (VOID.test(tag)) return advice(`<${tag}> is never closed`, `Write ${instead(tag)}`);
  // On a line with other words it is part of a paragraph, which an empty line ends.
  const isInLine = /^<[^>]*>\s*\S/.test(source);
  const fix = isInLine
    ? `Write <${tag}> and </${tag}> each on a line of its own, or both in one line`
    : `Write </${tag}> after its content, or <${tag} /> if it has none`;
  return advice(`<${tag}> is opened and never closed`, fix);
}

/** Elements without content. */
const VOID = /^(br|hr|wbr|img)$/;

function instead(tag: string): string {
  return markdownFor(tag) ?? `<${tag} />`;
}

/**
 * Rewords any other error of the MDX parser, which addresses programmers, for the author of the page.
 * @param source The line from the position of the error on.
 */
function syntaxAdvice(reason: string, source: string): Advice {
  const isTag = reason.includes('after `<`');
  if (source.startsWith('<!')) return advice('An HTML comment does not work here', 'Write {/* the comment */}');
  if (/^<[\s\d=-]|^<$/.test(source) || (isTag && !source.includes('<'))) {
    return advice('A "<" starts a tag here', 'Write it in words, such as "under 5", or as &lt;');
  }
  if (/^<https?:|^<[^\s/>]+@/.test(source)) {
    return advice('A "<" starts a tag here, not an address', 'Write [text](address)');
  }
  if (reason.includes('end of file in expression')) {
    return advice('A brace is opened and never closed', 'Close it, or write \\{ to show a brace');
  }
  if (reason.includes('parse expression')) {
    return advice('Braces hold code, and this is none', 'Write \\{ and \\} to show braces');
  }
  if (isTag) {
    return advice('This tag is not well formed', 'Give each prop a value in double quotes, and close the tag');
  }
  const message = `This is not MDX: ${reason.replace(/ \(mdx[^)]*\)$/, '')}`;
  return advice(message, 'Write it as plain words, or as a component');
}

/**
 * Checks whether a body has the same meaning as plain Markdown: no component, element, expression or import, and no
 * lines that Markdown alone takes for code because they are indented.
 */
export function isPlainMarkdown(body: string): boolean {
  // Fast path: most bodies contain no character that MDX treats differently.
  if (!/[<{]|^(import|export)\b|^( {4}|\t)/m.test(body)) return true;
  const tree = mdxToMdast(body, { features });
  if (hasNode(tree, ({ type }) => type.startsWith('mdx'))) return false;
  const markdown = markdownToMdast(body, { features });
  return !hasNode(markdown, ({ type }) => type === 'html') && typesIn(tree) === typesIn(markdown);
}

function typesIn({ type, children = [] }: MarkdownNode): string {
  return `${type}(${children.map(typesIn).join()})`;
}
