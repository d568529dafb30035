import { describe, expect, test } from 'vitest';
import { readHandbook } from '#check/handbook.ts';
import { linkProblems } from '#check/rules/links.ts';
import { copyHandbook, temporaryFolder } from '../helpers.ts';
import { writeFiles } from '../mistakes.ts';

const reachable = {
  anchors: new Map([
    ['index', new Set<string>()],
    ['guides', new Set<string>()],
    ['guides/trust', new Set(['the-factor', 'café', '50-and-more'])],
    ['guides/bare', new Set(['a-part'])],
    ['pillars/people', new Set<string>()],
  ]),
  moved: new Map([['guides/old', 'guides/trust']]),
  publicFiles: new Set(['/form.pdf', '/my plan.pdf', '/über.pdf', '/a(b).pdf']),
};
const page = { id: 'guides/bare', path: 'guides/bare.mdx' };

const problemsOf = (url: string) =>
  linkProblems('content/guides/bare.mdx', page, [{ url, line: 1, column: 1 }], reachable);

describe('the cure of a link is an address that works', () => {
  test.each([
    ['/guides/trust.mdx', '/guides/trust/'],
    ['/guides/trust.mdx#the-factor', '/guides/trust/#the-factor'],
    ['/guides/trust.md#the-factor', '/guides/trust/#the-factor'],
    ['/guides/trust.html', '/guides/trust/'],
    ['/guides/trust.htm#nowhere', '/guides/trust/'],
    ['/guides/trust/index.mdx#the-factor', '/guides/trust/#the-factor'],
    ['/guides/trust/index.html', '/guides/trust/'],
    ['/guides/trust/index', '/guides/trust/'],
    ['/guides/index.mdx', '/guides/'],
    ['/index.mdx', '/'],
    ['/index.html', '/'],
    ['/index/', '/'],
    ['/content/guides/trust.mdx#the-factor', '/guides/trust/#the-factor'],
    ['/guides/trust#the-factor', '/guides/trust/#the-factor'],
    ['/guides/trust#nowhere', '/guides/trust/'],
    ['/guides/trust?', '/guides/trust/?'],
    ['/guides/trust?#the-factor', '/guides/trust/?#the-factor'],
    ['/guides/trust/?a=1', '/guides/trust/'],
    ['/guides/trust/?a=1#the-factor', '/guides/trust/#the-factor'],
    ['/guides/trust?a=1&b=2', '/guides/trust/'],
    ['/guides/trust/??', '/guides/trust/'],
    ['/guides/trust/?%20', '/guides/trust/'],
    ['/guides/trst/#the-factor', '/guides/trust/#the-factor'],
    ['/Guides/Trust/#the-factor', '/guides/trust/#the-factor'],
    ['/guides/trust#caf%C3%A9', '/guides/trust/#caf%C3%A9'],
    ['/guides/old/#the-factor', '/guides/trust/#the-factor'],
    ['/guides/old/#nowhere', '/guides/trust/'],
    ['/guides/old.mdx', '/guides/trust/'],
    ['/guides/old.html#the-factor', '/guides/trust/#the-factor'],
    ['trust.mdx#the-factor', '/guides/trust/#the-factor'],
    ['./trust.mdx', '/guides/trust/'],
    ['trust', '/guides/trust/'],
    ['../trust/#the-factor', '/guides/trust/#the-factor'],
    ['../pillars/people.mdx', '/pillars/people/'],
    ['../../pillars/people/', '/pillars/people/'],
    ['guides/trust/', '/guides/trust/'],
    ['content/guides/trust.mdx', '/guides/trust/'],
    ['../index.mdx', '/'],
    ['index.md', '/guides/'],
    ['../form.pdf', '/form.pdf'],
    ['my%20plan.pdf', '/my%20plan.pdf'],
    ['?a=1', '/guides/bare/'],
    ['?a=1#a-part', '/guides/bare/#a-part'],
    ['/my%20pln.pdf', '/my%20plan.pdf'],
    ['/from.pdf', '/form.pdf'],
    ['www.example.com', 'https://www.example.com'],
  ])('%s', (url, cure) => {
    const [problem, ...others] = problemsOf(url);
    expect(others).toEqual([]);
    expect(problem?.fix).toMatch(/^(Write \S+|Did you mean \S+\?)$/);
    expect(problem?.fix.replace(/^Write |^Did you mean |\?$/g, '').replace(/^(\/.*)$/, '$1')).toBe(
      cure.replace(/\?$/, ''),
    );
    expect(problemsOf(cure)).toEqual([]);
  });
});

test.each([
  '/guides/trust/#caf%C3%A9',
  '/guides/trust/#caf%c3%a9',
  '/guides/trust/#café',
  '/guides/trust/?#caf%C3%A9',
  '/guides/tr%75st/',
  '/guides/trust/#the%2Dfactor',
  '/my%20plan.pdf',
  '/my plan.pdf',
  '/%C3%BCber.pdf',
  '/%c3%bcber.pdf#page=2',
  '/a(b).pdf',
  '/a%28b%29.pdf',
  '/form.pdf?download',
  '#a-part',
  '#a%2Dpart',
])('%s is where it leads', (url) => {
  expect(problemsOf(url)).toEqual([]);
});

test.each(['/guides/trust/#100%', '/guides/%zz/', '/guides/trust/#%', '#%E9'])('%s leads nowhere', (url) => {
  expect(problemsOf(url)).toHaveLength(1);
});

describe('accents are the same in one character and in two', () => {
  const all = temporaryFolder();
  const two = (text: string) => text.normalize('NFD');
  test.each([
    ['a heading', `## ${two('Café')}\n\nSee [it](#café).`],
    ['a link', `## Café\n\nSee [it](${two('#café')}).`],
    ['both', two('## Café\n\nSee [it](#café).')],
    ['an address in capitals', `## ${two('Ärger')}\n\nSee [it](#%C3%A4rger).`],
    ['an address in small letters', `## ${two('Ärger')}\n\nSee [it](#%c3%a4rger).`],
    ['a link from the top', `## ${two('Öl')}\n\nSee [it](${two('/guides/more/#öl')}).`],
    ['a definition', `## ${two('Öl')}\n\nSee [it][oil].\n\n[oil]: #öl`],
    ['a name in the text', `<span id="${two('öl')}">Oil</span> and [oil](#öl).`],
    ['several accents', `## ${two('Việt Nam')}\n\nSee [it](#việt-nam).`],
    ['a picture', `![${two('Öl')}](./${two('öl')}.png)`],
  ])('in %s', (_name, body) => {
    const folder = copyHandbook(all);
    const dot = Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNQSEj4DwADZAHgZnj5+AAAAABJRU5ErkJggg==',
      'base64',
    );
    writeFiles(folder, { 'content/guides/more.mdx': { body }, 'content/guides/öl.png': dot });
    expect(readHandbook(folder, { today: '2026-06-30' }).problems).toEqual([]);
  });
});
