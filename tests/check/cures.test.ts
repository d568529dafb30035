import { describe, expect, test } from 'vitest';
import { type Mistake, makeMistakesFolder, problemsWith, writeMistake } from '../mistakes.ts';

const folder = makeMistakesFolder();
let count = 0;

/** Problems of a page with a body. */
function problemsOf(body: string): string[] {
  const dot = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNQSEj4DwADZAHgZnj5+AAAAABJRU5ErkJggg==',
    'base64',
  );
  const files: Mistake['files'] = { 'content/guides/more.mdx': { body }, 'content/guides/my pic.png': dot };
  const layer = writeMistake(folder, { name: `cure-${count++}`, rule: '', files, problems: '' });
  return problemsWith(folder, layer).map(({ message, fix }) => `${message}  ${fix}`);
}

describe('whoever does what the cure says has no problem left', () => {
  test.each([
    ['One</br>two.', 'One<br />two.', '<br />'],
    ['One<br>two.', 'One<br />two.', '<br />'],
    ['One\n\n<hr>\n\nTwo.', 'One\n\n---\n\nTwo.', '---'],
    ['One\n\n<hr />\n\nTwo.', 'One\n\n---\n\nTwo.', '---'],
    ['a <-- b', 'a &lt;-- b', '&lt;'],
    ['a <-> b', 'a &lt;-> b', '&lt;'],
    ['A List<T> holds.', 'A `List<T>` holds.', '`List<T>`'],
    ['A List<T> holds.', 'A List&lt;T> holds.', '&lt;'],
    ['A Map<String, T> holds.', 'A `Map<String, T>` holds.', '`Map<String, T>`'],
    ['If a<b then.', 'If a&lt;b then.', '&lt;'],
    ['<Aside>Words.</Aside>', ':::caution\nWords.\n:::', ':::caution'],
    ['<Aside type="tip">\n\nWords.\n\n</Aside>', ':::tip\nWords.\n:::', ':::tip'],
    ['<Card title="A">Words.</Card>', '## A\n\nWords.', '## Words'],
    ['<Tabs>\n\nWords.\n\n</Tabs>', '## A\n\nWords.', 'heading'],
    ['<Steps>\n\n1. Words\n\n</Steps>', '1. Words', '1. Words'],
    ['<LinkCard title="A" href="/guides/trust/" />', '[A](/guides/trust/)', '[text](address)'],
    ['<LinkButton href="/guides/trust/">A</LinkButton>', '[A](/guides/trust/)', '[text](address)'],
    ['A <Badge text="new" /> thing.', 'A **new** thing.', '**words**'],
    ['<FileTree>\n\n- words\n\n</FileTree>', '- words', '- words'],
    ['<Code code="a" />', '```\na\n```', '```'],
    ['<Image src="my pic.png" alt="A dot" />', '![A dot](./my%20pic.png)', '![what it shows](./file.png)'],
    ['<u>Words</u>', '*Words*', '*words*'],
    ['<blockquote>Words</blockquote>', '> Words', '> words'],
    ['![A dot](my pic.png)', '![A dot](my%20pic.png)', '%20'],
    ['![A dot](my%20pik.png)', '![A dot](my%20pic.png)', 'my%20pic.png'],
    ['[People](/pillars/people/', '[People](/pillars/people/)', 'Write )'],
    ['Words.[^2]', 'Words.[^2]\n\n[^2]: Two.', '[^2]:'],
    ['Words.\n\n[^1]: One.', 'Words.[^1]\n\n[^1]: One.', '[^1]'],
    ['```\ncode', '```\ncode\n```', '```'],
    ['````\ncode\n```', '````\ncode\n```\n````', '````'],
    ['## 🎉\n\nWords.', '## 🎉 Words\n\nWords.', 'letters'],
    ['<ul>\n<p>Words</p>\n</ul>', '<ul>\n<li><p>Words</p></li>\n</ul>', '<li>'],
    ['<ol>\n<dt>Words</dt>\n</ol>', '<ol>\n<li>Words</li>\n</ol>', '<li> instead'],
    ['<dl>\n<li>Words</li>\n</dl>', '<dl>\n<dt>Words</dt>\n</dl>', '<dt> instead'],
    ['<table>\n<td>Words</td>\n</table>', '<table>\n<tr><td>Words</td></tr>\n</table>', '<tr>'],
    ['<table>\n<p>Words</p>\n</table>', '<table>\n<tr><td><p>Words</p></td></tr>\n</table>', '<tr><td>'],
    ['<p>\n<ul>\n<li>Words</li>\n</ul>\n</p>', '<p></p>\n<ul>\n<li>Words</li>\n</ul>', '</p> before'],
    ['<li>Words</li>', '<ul><li>Words</li></ul>', '<ul> around'],
  ])('%j as %j', (wrong, cured, said) => {
    const problems = problemsOf(wrong);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(said);
    expect(problemsOf(cured)).toEqual([]);
  });
});

describe('a page is checked at once', () => {
  const units = [
    '[a](/}',
    '[)',
    '![)',
    '(a)[/}',
    'a](/ ',
    '[^a ',
    '[a(/}',
    '[a]/ ',
    '`` ',
    '[a]: /b\n\n',
    '[^a]: b\n\n',
    '## 🎉\n\n',
    '<li>a</li>\n\n',
  ];
  test.each(units)('of many %j', (unit) => {
    const start = performance.now();
    problemsOf(unit.repeat(5000));
    expect(performance.now() - start).toBeLessThan(4000);
  });
});
