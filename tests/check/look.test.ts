import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readHandbook } from '#check/handbook.ts';
import { shownLinks } from '#editions/look-links.ts';
import { addressesOf, hostsOf, scriptsFor } from '#schema/look.ts';
import { formatProblem } from '#schema/problem.ts';
import { copyHandbook, temporaryFolder } from '../helpers.ts';

const folder = temporaryFolder();
const FONT = 'wOF2 and so on';

function handbookWith(settings: string, files: Record<string, string> = {}, edition?: string) {
  const root = copyHandbook(folder);
  for (const [path, text] of Object.entries({ 'org/playbook.yaml': settings, ...files })) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return readHandbook(root, { today: '2026-06-30', edition });
}

const reportOf = (settings: string, files?: Record<string, string>) => {
  const { problems, hints } = handbookWith(settings, files);
  return [...problems, ...hints.filter(({ file }) => !file.startsWith('content/'))].map(formatProblem);
};

const header = (href: string) => `links: {header: [{label: There, href: '${href}'}]}`;
const font = (file: string, more = '') => `fonts: {text: {family: House, files: [{file: ${file}${more}}]}}`;
const script = (fields: string) => `head: [{${fields}, editions: [leads]}]`;
const styles = (text: string) => ({ 'org/theme/style.css': text });

describe('the look of an organisation', () => {
  test.each<[string, string, Record<string, string>?]>([
    [
      'links to pages, headings, other sites and addresses',
      `links:
  header: [{label: A, href: /guides/trust/}, {label: B, href: /guides/trust/#the-factor}]
  footer: [{label: C, href: https://example.com/}, {label: D, href: mailto:a@example.com, audience: leads}]`,
    ],
    ['a link to a file', header('/imprint.pdf'), { 'org/public/imprint.pdf': 'x' }],
    ['a font in two weights', font('org/theme/a.woff2', ', weight: 100 900'), { 'org/theme/a.woff2': FONT }],
    ['a style sheet of its own', '', styles('a { background: url(./a.png) } /* @import "https://x.example" */')],
    [
      'a script of another host',
      script('src: https://stats.example.com/a.js, attributes: {async: true, data-id: "7"}'),
    ],
    ['a script of its own', script('src: /count.js'), { 'org/public/count.js': '1' }],
    ['code of its own', script('script: "let a = 1 < 2"')],
  ])('may be %s', (_, settings, files) => {
    expect(reportOf(settings, files)).toEqual([]);
  });

  test.each<[string, string, string, Record<string, string>?]>([
    [
      'a page that is not there',
      header('/guides/trast/'),
      ':1:39  There is no page "/guides/trast/"  Did you mean /guides/trust/?',
    ],
    ['a heading that is not there', header('/guides/trust/#none'), 'has no heading "#none"'],
    ['an address without its slash', header('/guides/trust'), 'lacks its last slash'],
    ['a relative address', header('guides/trust/'), 'is relative  Write /guides/trust/'],
    ['an address that runs code', header('javascript:alert(1)'), 'is no address that a page may lead to'],
    ['a data address', header('data:text/html,x'), 'is no address that a page may lead to'],
    ['another host without its scheme', header('//example.com'), 'is no address that a page may lead to'],
    ['no address', header(''), 'links.header[0].href is empty'],
    [
      'an audience that is not there',
      'links: {footer: [{label: A, href: /guides/trust/, audience: leeds}]}',
      ':1:61  Unknown audience "leeds"',
    ],
    ['a label of a line', `links: {footer: [{label: ${'a'.repeat(41)}, href: /guides/trust/}]}`, 'has 41 characters'],
    [
      'more links than fit',
      `links: {header: [${Array(5).fill('{label: A, href: /guides/trust/}').join(', ')}]}`,
      'too long a list',
    ],
    ['a font that is not there', font('org/theme/none.woff2'), 'There is no file "org/theme/none.woff2"'],
    [
      'a font from elsewhere',
      font('content/a.woff2'),
      'is not in org/theme/  Copy the file there and write org/theme/a.woff2',
    ],
    ['a font outside', font('org/theme/../../a.woff2'), 'is not in org/theme/'],
    ['a font of another host', font('https://example.com/a.woff2'), 'is not in org/theme/'],
    [
      'a font of another kind',
      font('org/theme/a.eot'),
      'is no font  Use a file that ends in .woff2',
      { 'org/theme/a.eot': 'x' },
    ],
    ['a picture for a font', font('org/theme/a.woff2'), 'does not hold a font', { 'org/theme/a.woff2': '<svg/>' }],
    ['an empty font', font('org/theme/a.woff2'), 'does not hold a font', { 'org/theme/a.woff2': '' }],
    [
      'a weight that no font has',
      font('org/theme/a.woff2', ', weight: 1001'),
      'too large',
      { 'org/theme/a.woff2': FONT },
    ],
    [
      'a family with a quote in it',
      "fonts: {text: {family: 'a\"}b', files: [{file: org/theme/a.woff2}]}}",
      'does not fit fonts.text.family',
      { 'org/theme/a.woff2': FONT },
    ],
    [
      'a style sheet that asks another host',
      '',
      'org/theme/style.css:2:18  "https://example.com/a.png" comes from another host',
      styles('/* ours */\na { background:  url("https://example.com/a.png") }'),
    ],
    [
      'a style sheet that imports one',
      '',
      'style.css:1:1  "//example.com/a.css" comes from another host',
      styles('@import "//example.com/a.css";'),
    ],
    [
      'a style sheet that imports one by url()',
      '',
      'comes from another host',
      styles('@import url(http://example.com/a.css);'),
    ],
    ['a script without its scheme', script('src: //example.com/a.js'), 'does not fit head[0].src'],
    ['a script without encryption', script('src: http://example.com/a.js'), 'does not fit head[0].src'],
    ['a script that is data', script('src: "data:text/javascript,1"'), 'does not fit head[0].src'],
    [
      'a script that is not there',
      script('src: /cuont.js'),
      'There is no file "/cuont.js"  Did you mean /count.js?',
      { 'org/public/count.js': '1' },
    ],
    ['code that ends its element', script('script: "</script><img>"'), 'head[0].script'],
    ['a script for no edition', 'head: [{src: https://example.com/a.js}]', '"head[0].editions" is missing'],
    [
      'a script for an unknown edition',
      'head: [{src: https://example.com/a.js, editions: [leeds]}]',
      ':1:51  Unknown audience "leeds"',
    ],
    [
      'a script with a handler',
      script('src: https://example.com/a.js, attributes: {onload: alert(1)}'),
      'head[0].attributes',
    ],
    ['a host with a path', script('script: "1", hosts: [example.com/a]'), 'does not fit head[0].hosts[0]'],
    [
      'a picture for links that is not there',
      'socialPicture: org/theme/s.png\nsite: https://a.example',
      'There is no file "org/theme/s.png"',
    ],
    [
      'a drawing for links',
      'socialPicture: org/s.svg\nsite: https://a.example',
      'cannot be shown there',
      { 'org/s.svg': '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>' },
    ],
  ])('may not be %s', (_, settings, problem, files) => {
    expect(reportOf(settings, files)).toEqual([expect.stringContaining(problem)]);
  });

  test('needs the address of the site for a picture beside links', () => {
    expect(reportOf('socialPicture: content/guides/dot.png')).toEqual([
      'org/playbook.yaml:1:16  Nobody sees this picture without the address of the site  Add site: https:// and your host',
    ]);
  });
});

test('links are those for the readers of an edition, to what it has', () => {
  const settings = `audience: public
hidden: [guides/words]
links:
  header: [{label: Gone, href: /guides/words/}, {label: Lead, href: /roles/lead/}]
  footer: [{label: For leads, href: https://example.com/, audience: leads}, {label: For all, href: https://example.com/a}]`;
  const labels = (audience: string) => {
    const handbook = handbookWith(settings, {}, audience);
    const shown = shownLinks(handbook.settings as NonNullable<typeof handbook.settings>, handbook.edition);
    return [...shown.header, ...shown.footer].map(({ label }) => label);
  };
  // The pages of upstream are for leads here, since its settings name no audience.
  expect(labels('public')).toEqual(['For all']);
  expect(labels('leads')).toEqual(['Lead', 'For leads', 'For all']);
});

test('scripts are those of an edition, with all hosts that they ask', () => {
  const all = [
    { src: 'https://b.example/a.js', attributes: {}, hosts: ['a.example'], editions: ['public', 'leads'] },
    { src: '/own.js', attributes: {}, hosts: [], editions: ['leads'] },
    { script: '1', hosts: ['c.example', 'a.example'], editions: ['leads'] },
  ];
  expect(hostsOf(scriptsFor('public', all))).toEqual(['a.example', 'b.example']);
  expect(hostsOf(scriptsFor('leads', all))).toEqual(['a.example', 'b.example', 'c.example']);
  expect(scriptsFor('internal', all)).toEqual([]);
  expect([...addressesOf(all, '/handbook/')]).toEqual(['https://b.example/a.js', '/handbook/own.js']);
});
