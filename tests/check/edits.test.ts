import { describe, expect, test } from 'vitest';
import { linkProblems } from '#check/rules/links.ts';
import { referenceWords } from '#schema/references.ts';

const moved = new Map([
  ['guides/old', 'guides/trust'],
  ['guides/older', 'guides/old'],
  ['guides/circle', 'guides/round'],
  ['guides/round', 'guides/circle'],
]);
const reachable = {
  anchors: new Map([
    ['guides/trust', new Set(['the-factor'])],
    ['guides/bare', new Set<string>()],
    ['guides/broken', undefined],
  ]),
  moved,
  publicFiles: new Set(['/form.pdf']),
};
const page = { id: 'guides/bare', path: 'guides/bare.mdx' };

describe('the problem of a link carries the edit that fixes it', () => {
  test.each([
    ['/guides/old/', { as: 'address', from: '/guides/old/', to: '/guides/trust/' }],
    ['/guides/old', { as: 'address', from: '/guides/old/', to: '/guides/trust/' }],
    ['/guides/old/#the-factor', { as: 'address', from: '/guides/old/', to: '/guides/trust/' }],
    ['/guides/old/?', { as: 'address', from: '/guides/old/', to: '/guides/trust/' }],
    ['/guides/older/', { as: 'address', from: '/guides/older/', to: '/guides/trust/' }],
    ['/guides/trust/#nowhere', { as: 'address', from: '/guides/trust/#nowhere', to: '/guides/trust/' }],
    ['/guides/bare/#nowhere', { as: 'address', from: '/guides/bare/#nowhere', to: '/guides/bare/' }],
    ['#nowhere', undefined],
    ['/guides/circle/', undefined],
    ['/guides/nowhere/', undefined],
    ['/guides/trust', undefined],
    ['trust', undefined],
    ['/nothing.pdf', undefined],
    ['www.example.com', undefined],
    ['', undefined],
  ])('%s', (url, edit) => {
    const problems = linkProblems('content/guides/bare.mdx', page, [{ url, line: 3, column: 5 }], reachable);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.edit).toEqual(edit);
  });

  test.each(['/guides/trust/', '/guides/trust/#the-factor', '/guides/trust/#_top', '/guides/broken/#any', '/form.pdf'])(
    '%s has none',
    (url) => expect(linkProblems('a.mdx', page, [{ url, line: 1, column: 1 }], reachable)).toEqual([]),
  );
});

describe('the problem of a reference carries the edit that fixes it', () => {
  test.each([
    ['guides/old', { as: 'id', from: 'guides/old', to: 'guides/trust' }],
    ['guides/older', { as: 'id', from: 'guides/older', to: 'guides/trust' }],
    ['/guides/old/', { as: 'id', from: 'guides/old', to: 'guides/trust' }],
    ['guides/old.mdx', { as: 'id', from: 'guides/old', to: 'guides/trust' }],
    ['guides/old#part', { as: 'id', from: 'guides/old', to: 'guides/trust' }],
    ['guides/circle', undefined],
    ['guides/nowhere', undefined],
  ])('%s', (id, edit) => {
    const words = referenceWords({ to: 'page', id, optional: false, path: [] }, ['guides/trust'], moved);
    expect(words?.message).toBeTruthy();
    expect(words?.edit).toEqual(edit);
  });
});
