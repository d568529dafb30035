import { appendFileSync, mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readHandbook } from '#check/handbook.ts';
import { formatProblem } from '#schema/problem.ts';
import { copyHandbook, guideText, temporaryFolder } from '../helpers.ts';

const folder = temporaryFolder();

function handbookWith(files: Record<string, string>, sizes: Record<string, number> = {}, edition?: string) {
  const root = copyHandbook(folder);
  appendFileSync(join(root, 'content/playbook.yaml'), 'audience: public\n');
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
    if (sizes[path]) truncateSync(join(root, path), sizes[path]);
  }
  const handbook = readHandbook(root, { today: '2026-06-30', edition });
  const hints = handbook.hints.filter(({ file }) => !file.startsWith('content/'));
  return { ...handbook, report: [...handbook.problems, ...hints].map(formatProblem) };
}

const OPEN = { 'org/playbook.yaml': 'audience: public\n' };
const linking = (to: string, fields = {}) => ({
  'org/content/guides/own.mdx': guideText({ title: 'Own', ...fields }, `Fill in [the form](${to}).`),
});

describe('files of an organisation', () => {
  test.each<[string, Record<string, string>, string[]]>([
    ['that a page leads to', { ...OPEN, ...linking('/forms/pay.pdf'), 'org/public/forms/pay.pdf': 'x' }, []],
    ['with umlauts and spaces', { ...OPEN, ...linking('/%C3%BCber%20uns.docx'), 'org/public/über uns.docx': 'x' }, []],
    ['beside those of upstream', { ...OPEN, 'public/robots.txt': 'x', 'org/public/security.txt': 'x' }, []],
    ['in the place of one of upstream', { ...OPEN, 'public/robots.txt': 'x', 'org/public/robots.txt': 'y' }, []],
    ['for the readers of the page', { ...linking('/pay.pdf'), 'org/public/pay.pdf': 'x' }, []],
    [
      'that are not there',
      { ...OPEN, ...linking('/forms/pai.pdf'), 'org/public/forms/pay.pdf': 'x' },
      ['own.mdx:12:9  There is no file "/forms/pai.pdf"  Did you mean /forms/pay.pdf?'],
    ],
    [
      'for fewer readers than a link to them',
      {
        'org/playbook.yaml': 'audience: public\nfiles: {forms: leads}\n',
        ...linking('/forms/pay.pdf'),
        'org/public/forms/pay.pdf': 'x',
      },
      ['own.mdx:12:9  "forms/pay.pdf" is for leads, and this is read by public  Write a ? after it'],
    ],
    [
      'that disappear for others',
      {
        'org/playbook.yaml': 'audience: public\nfiles: {forms: leads}\n',
        ...linking('/forms/pay.pdf?'),
        'org/public/forms/pay.pdf': 'x',
      },
      [],
    ],
    [
      'with a file inside a folder that all may read',
      {
        'org/playbook.yaml': 'files: {forms: leads, forms/pay.pdf: public}\naudience: public\n',
        ...linking('/forms/pay.pdf'),
        'org/public/forms/pay.pdf': 'x',
      },
      [],
    ],
    [
      'with an unknown audience',
      { 'org/playbook.yaml': 'files: {forms: leeds}\n', 'org/public/forms/a.pdf': 'x', 'org/public/forms/b.pdf': 'x' },
      ['org/playbook.yaml:1:16  Unknown audience "leeds"  Did you mean "leads"?'],
    ],
    [
      'that the settings name and nobody has put there',
      { 'org/playbook.yaml': 'files: {form: leads}\n', 'org/public/forms/a.pdf': 'x' },
      ['org/playbook.yaml:1:9  There is no file or folder in org/public/ "form"  Did you mean "forms"?'],
    ],
    [
      'at the address of a page',
      { ...OPEN, 'org/public/guides/trust/index.html': '<p>x' },
      [
        'org/public/guides/trust/index.html:1:1  A page or a folder has the address /guides/trust/  Give the file another name',
      ],
    ],
    [
      'at the address of the first page',
      { ...OPEN, 'org/public/index.html': '<p>x' },
      ['A page or a folder has the address /  Give'],
    ],
    ['at the address of a generated page', { ...OPEN, 'org/public/Changes/Index.html': '<p>x' }, ['Changes/  Give']],
    ['named as the folder of a part', { ...OPEN, 'org/public/guides': 'x' }, ['has the address /guides  Give']],
    [
      'named as a folder of upstream',
      { ...OPEN, 'public/a/b.txt': 'x', 'org/public/a': 'x' },
      ['has the address /a  Give'],
    ],
    [
      'named as the words of the search',
      { ...OPEN, 'org/public/search-words.json': '{}' },
      ['has the address /search-words.json'],
    ],
    [
      'that differ from one of upstream in case',
      { ...OPEN, 'public/Robots.txt': 'x', 'org/public/robots.txt': 'x' },
      ['org/public/robots.txt:1:1  "robots.txt" and public/Robots.txt differ in case alone'],
    ],
    [
      'for some readers in the place of one of upstream',
      { 'org/playbook.yaml': 'files: {robots.txt: leads}\n', 'public/robots.txt': 'x', 'org/public/robots.txt': 'y' },
      [
        'org/playbook.yaml:1:21  "robots.txt" takes the place of public/robots.txt, which every reader may see  Write robots.txt: public under files: in the settings',
      ],
    ],
    ['that may run scripts', { ...OPEN, 'org/public/a.xhtml': 'x' }, ['A .xhtml file may run scripts']],
    [
      'with a name that hosts take for something else',
      { ...OPEN, 'org/public/a"b.pdf': 'x' },
      ['The name holds "\\""'],
    ],
    ['that are hidden', { ...OPEN, 'org/public/.env': 'x' }, ['everybody could read it']],
    ['named as what the build writes', { ...OPEN, 'org/public/_headers': 'x' }, ['The build writes _headers itself']],
    ['that are no picture', { ...OPEN, 'org/public/a.png': 'x' }, ['The file is no PNG picture']],
    ['in a folder misnamed', { ...OPEN, 'org/publik/a.pdf': 'x' }, ['Did you mean org/public/a.pdf?']],
    [
      'of which one is called as a field of every object',
      { 'org/playbook.yaml': 'audience: public\n', ...linking('/constructor'), 'org/public/constructor': 'x' },
      [],
    ],
  ])('%s', (_, files, expected) => {
    const { report } = handbookWith(files);
    expect(report).toEqual(expected.map((text) => expect.stringContaining(text)));
  });

  test('of more than 10 MB are named', () => {
    const files = { ...OPEN, 'org/public/talk.mp4': 'x', 'org/public/small.mp4': 'x' };
    const { report } = handbookWith(files, { 'org/public/talk.mp4': 12_340_000, 'org/public/small.mp4': 9_999_999 });
    expect(report).toEqual([
      'org/public/talk.mp4:1:1  The file has 12.4 MB, and the repository keeps every version of it  Make it smaller, or publish it elsewhere and link to it',
    ]);
  });

  test.each([
    ['public', ['handbook.pdf']],
    ['internal', ['forms/a.pdf', 'handbook.pdf']],
    ['leads', ['forms/a.pdf', 'forms/pay.pdf', 'handbook.pdf', 'other.pdf']],
  ])('are in the edition for %s as far as its readers may see them', (edition, shown) => {
    const files = {
      'org/playbook.yaml': 'files: {handbook.pdf: public, forms: internal, forms/pay.pdf: leads}\n',
      ...Object.fromEntries(
        ['handbook.pdf', 'forms/a.pdf', 'forms/pay.pdf', 'other.pdf'].map((path) => [`org/public/${path}`, path]),
      ),
    };
    const { content, pictures, excludedEntries, edition: its } = handbookWith(files, {}, edition);
    const paths = content.publicFiles.own.map(({ path }) => path).sort();
    expect(paths.filter((path) => !its.excluded.has(path))).toEqual(shown);
    expect(
      pictures
        .filter(({ file, shown }) => shown && file.startsWith('org/'))
        .map(({ file }) => file.replace('org/public/', ''))
        .sort(),
    ).toEqual(shown);
    const hidden = paths.filter((path) => !shown.includes(path));
    expect(excludedEntries.map(({ name }) => name)).toEqual(expect.arrayContaining(hidden));
  });
});
