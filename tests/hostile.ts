import { markdownToMdast } from 'satteri';

/** Titles that would do something else than be read, were they printed as they are. */
export const TITLES = [
  '</summary><img src=x onerror=alert(1)>',
  '[click](https://evil.example)',
  '![picture](https://evil.example/x.png)',
  '[![nested](https://evil.example/x.png)](https://evil.example)',
  '@everyone and @our-house/editors',
  '#1, GH-2 and them/theirs#3',
  'https://evil.example and www.evil.example',
  'mailto:me@evil.example',
  '<https://evil.example>',
  '| a | b |',
  '# Heading',
  '- [ ] A task',
  '1. First',
  '---',
  '===',
  '> Quoted',
  '`code` and ``more``',
  '*bold* _under_ __both__ ~~gone~~',
  '<!-- comment -->',
  '<details open><summary>S</summary>',
  '&lt;b&gt; &#64;me &amp;',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: an expression of a workflow.
  '${{ secrets.TOKEN }} and $x^2$ and $$y$$',
  'back\\slash \\[a\\](https://evil.example)',
  '[^1] and [ref][one]',
  'One\n\n# Two',
  'One\r![x](https://evil.example/x.png)',
  'One\u2028two\u0085three',
  '\u001b[31mred\u001b[0m \u009b2J \u001b]8;;https://evil.example\u0007link',
  '\u202egpj.exe\u2066 hidden\u2069',
  'bell\u0007 null\u0000 delete\u007f',
  '::error file=a.ts::no',
  '##[add-mask]a',
  '    indented',
  '%0A::warning::x',
  'half a pair \ud83d',
];

/** File names that would do something else than name a file. */
export const FILES = [
  'content/a::b.mdx',
  'content/a%0A::error::b.mdx',
  'content/a\n::error::b.mdx',
  'content/a\r\n# b.mdx',
  'content/a|b.mdx',
  'content/a`b``c.mdx',
  'content/`.mdx',
  'content/a](https://evil.example)![b](c).mdx',
  'content/a,title=b.mdx',
  'content/a:1:1.mdx',
  'content/<img src=x>.mdx',
  'content/#1 @me.mdx',
  'content/a?b=c&d.mdx',
  'content/\u001b[2J.mdx',
  'content/\u202excod.mdx',
  'content/a b\tc.mdx',
  "content/$(id);'x'.mdx",
];

/** A control character other than a line feed, or one that reorders text. */
export const UNPRINTABLE = /(?!\n)[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u;

interface Node {
  type: string;
  value?: string;
  url?: string;
  children?: Node[];
}

/** All nodes of a Markdown text, in reading order. */
export function nodesOf(markdown: string): Node[] {
  const all = (node: Node): Node[] => [node, ...(node.children ?? []).flatMap(all)];
  return all(markdownToMdast(markdown) as unknown as Node);
}

/** The kinds of its nodes, each once. */
export function kindsOf(markdown: string): string[] {
  return [...new Set(nodesOf(markdown).map(({ type }) => type))].sort();
}

/** What somebody reads in a Markdown text, and whether GitHub would take a part of it for a mention or an issue. */
export function wordsOf(markdown: string): { words: string; isLinked: boolean } {
  const text = nodesOf(markdown)
    .map(({ type, value = '' }) => (type === 'text' || type === 'inlineCode' ? value : ''))
    .join('');
  const outside = nodesOf(markdown)
    .map(({ type, value = '' }) => (type === 'text' ? value : '\u200b'))
    .join('');
  return { words: text.replaceAll('\u200b', ''), isLinked: /@\w|#\d|GH-\d|:\/\/|www\./i.test(outside) };
}
