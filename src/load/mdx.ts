import { markdownToMdast, mdxToMdast } from 'satteri';
import type { Point, Problem } from '#schema/problem.ts';
import type { WithPositions } from '#schema/with-positions.ts';
import type { Body, MarkdownNode } from './body.ts';
import { deepBracket, deepNode } from './nesting.ts';
import { readYaml } from './yaml.ts';

/** Result of parsing an MDX file. A part that has a problem is absent. */
export interface MdxResult {
  frontmatter?: WithPositions;
  body?: Body;
  problems: Problem[];
}

// Parser options of the build, so that the check sees the page that readers will see.
const features = { frontmatter: true, directive: true, gfm: true, smartPunctuation: true };

/**
 * Parses the front matter and body of an MDX file, with the position of everything in them.
 * @param file The path that problems name.
 * @param fields The first fields of its front matter, for messages.
 */
export function readMdx(file: string, text: string, fields = 'kind, title and the other fields'): MdxResult {
  const start = { file, line: 1, column: 1 };
  if (text.trim() === '') {
    return {
      problems: [{ ...start, message: 'The file is empty', fix: 'Write front matter and a body, or delete the file' }],
    };
  }
  const lines = text.split(/\r?\n/);
  if (lines[0]?.trimEnd() !== '---') {
    return {
      problems: [
        {
          ...start,
          message: 'There is no front matter',
          fix: `Start the file with a line ---, then ${fields}, then a line ---`,
        },
      ],
    };
  }
  const end = lines.findIndex((line, index) => index > 0 && line.trimEnd() === '---');
  if (end === -1) {
    return {
      problems: [
        { ...start, message: 'The front matter is never closed', fix: 'Write a line --- after its last field' },
      ],
    };
  }
  const yaml = readYaml(file, lines.slice(1, end).join('\n'), 2);
  const body = readBody(file, text);
  // Astro's YAML parser converts unquoted dates to Date objects; only `reviewed` is meant to hold dates.
  const dates = (yaml.dates ?? [])
    .filter(({ path }) => path[0] !== 'reviewed')
    .map(({ path: _path, written, ...point }) => ({
      file,
      ...point,
      message: `${written} is read as a date, and text belongs here`,
      fix: `Put it in quotes: '${written}'`,
    }));
  return {
    ...(yaml.located ? { frontmatter: yaml.located } : {}),
    ...('problem' in body ? {} : { body }),
    problems: [...(yaml.problems ?? []), ...dates, ...('problem' in body ? [body.problem] : [])],
  };
}

/** Parses the body of an MDX file; the position of everything counts from the start of the file. */
export function readBody(file: string, text: string): Body | { problem: Problem } {
  const tooDeep = ({ line, column }: Point) => ({
    problem: {
      file,
      line,
      column,
      message: 'This is nested too deeply to be read',
      fix: 'Write it with fewer brackets, quotations or lists inside one another',
    },
  });
  const bracket = deepBracket(text);
  if (bracket) return tooDeep(bracket);
  try {
    const tree = mdxToMdast(text, { features });
    const node = deepNode(tree);
    return node ? tooDeep(node) : { tree, text };
  } catch (error) {
    const [, line, column, reason = ''] = /^(\d+):(\d+): ([\s\S]*)$/.exec((error as Error).message) ?? [];
    const place = { file, line: Number(line ?? 1), column: Number(column ?? 1) };
    return { problem: { ...place, ...syntaxWords(reason, charactersAt(text, place.line, place.column)) } };
  }
}

function charactersAt(text: string, line: number, column: number): string {
  return (text.split('\n')[line - 1] ?? '').slice(column - 1);
}

/** Rewords an error of the MDX parser, which addresses programmers, for the author of the page. */
function syntaxWords(reason: string, written: string): Pick<Problem, 'message' | 'fix'> {
  const closing = /closing tag `<\/([^>]*)>`, expected corresponding closing tag for `<([^>]*)>` \((\d+):/.exec(reason);
  if (closing) {
    const [, found, opened, line] = closing;
    return {
      message: `</${found}> stands where <${opened}> of line ${line} must be closed`,
      fix: `Write </${opened}>`,
    };
  }
  const stray = /closing tag `<\/([^>]*)>`, expected an open tag/.exec(reason);
  if (stray)
    return {
      message: `</${stray[1]}> closes a tag that is not open`,
      fix: `Delete it, or write <${stray[1]}> before it`,
    };
  const unclosed = /closing tag for `<([^>]*)>`/.exec(reason);
  if (unclosed) {
    const [, tag = ''] = unclosed;
    if (/^(br|hr|wbr|img)$/.test(tag)) return { message: `<${tag}> is never closed`, fix: `Write <${tag} />` };
    return {
      message: `<${tag}> is opened and never closed`,
      fix: `Write </${tag}> after its content, or <${tag} /> if it has none`,
    };
  }
  if (written.startsWith('<!')) {
    return { message: 'An HTML comment does not work here', fix: 'Write {/* the comment */}' };
  }
  if (/^<[\s\d=]|^<$/.test(written) || (reason.includes('after `<`') && /^[^<]*$/.test(written))) {
    return { message: 'A "<" starts a tag here', fix: 'Write it in words, such as "under 5", or as &lt;' };
  }
  if (/^<https?:|^<[^\s/>]+@/.test(written)) {
    return { message: 'A "<" starts a tag here, not an address', fix: 'Write [text](address)' };
  }
  if (reason.includes('end of file in expression')) {
    return { message: 'A brace is opened and never closed', fix: 'Close it, or write \\{ to show a brace' };
  }
  if (reason.includes('parse expression')) {
    return { message: 'Braces hold code, and this is none', fix: 'Write \\{ and \\} to show braces' };
  }
  if (reason.includes('after `<`')) {
    return {
      message: 'This tag is not well formed',
      fix: 'Give each prop a value in double quotes, and close the tag',
    };
  }
  return {
    message: `This is not MDX: ${reason.replace(/ \(mdx[^)]*\)$/, '')}`,
    fix: 'Write it as plain words, or as a component',
  };
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

function hasNode(node: MarkdownNode, test: (node: MarkdownNode) => boolean): boolean {
  return test(node) || (node.children ?? []).some((child) => hasNode(child, test));
}

function typesIn({ type, children = [] }: MarkdownNode): string {
  return `${type}(${children.map(typesIn).join()})`;
}
