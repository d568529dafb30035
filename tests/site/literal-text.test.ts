import { mdxToJs } from 'satteri';
import { expect, test } from 'vitest';
import { literalText } from '#site/markdown-plugins.ts';

const compiled = (text: string) =>
  (mdxToJs(text, { features: { smartPunctuation: true }, mdastPlugins: [literalText()] }) as { code: string }).code;

test.each([
  ['<kbd>Ctrl+"</kbd>', 'Ctrl+"'],
  ["Press <kbd>'</kbd> twice", "'"],
  ['<code>a -- "b"</code>', 'a -- "b"'],
  ["<samp>it's done...</samp>", "it's done..."],
  ['<samp>a --- b</samp>', 'a --- b'],
  ['<kbd>**"**</kbd>', '"'],
  ['<kbd><kbd>Alt</kbd>+"</kbd>', '+"'],
  ['> <kbd>"a"</kbd>', '"a"'],
  ['- <code>"a"</code>', '"a"'],
  ['| A |\n|---|\n| <kbd>"a"</kbd> |', '"a"'],
])('%s keeps its characters as they are typed', (text, typed) => {
  expect(compiled(text)).toContain(JSON.stringify(typed));
  expect(compiled(text)).not.toMatch(/[“”‘’–—…]/);
});

test('the text around keeps its typography', () => {
  expect(compiled('"A" <kbd>"</kbd> -- <span>"b"</span>')).toMatch(/“A”.*– .*“b”/s);
});
