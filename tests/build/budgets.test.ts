import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { BEYOND_TEXT, type Budget, budgets } from '../../bench/budgets.ts';
import { bytesOf, KINDS, Output, type Transfer, total } from '../../bench/transfer.ts';
import { handbookOutput, root } from '../helpers.ts';

/** What a page costs more than it may, in words: the page, the kind, both sizes, and the largest files. */
function excess(transfer: Transfer, what: string, budget: Budget): string[] {
  const { page, files } = transfer;
  const costs: [kind: keyof Budget, cost: number, unit: string][] = [
    ...KINDS.map((kind): [keyof Budget, number, string] => [kind, bytesOf(transfer, kind), ' bytes']),
    ['total', total(files), ' bytes'],
    ['requests', files.length, ''],
  ];
  return costs.flatMap(([kind, cost, unit]) => {
    if (cost <= budget[kind]) return [];
    const largest = files
      .filter((file) => file.kind === kind || kind === 'total' || kind === 'requests')
      .sort((a, b) => b.size - a.size)
      .slice(0, 3)
      .map(({ file, size }) => `${file} (${size})`);
    return [
      `${page}: ${kind} ${cost}${unit}, and ${what} may have ${budget[kind]}; the largest: ${largest.join(', ')}`,
    ];
  });
}

const budgetOf = (page: string) => budgets.find(({ pages }) => pages.test(page));

describe('what a page costs', () => {
  // What an organisation writes has the length and the pictures that it wants.
  test.skipIf(existsSync(join(root, 'org')))('every page of the built site keeps to its budget', () => {
    const transfers = new Output(handbookOutput).transfers();
    expect(transfers.length).toBeGreaterThan(100);
    const wrong = transfers.flatMap((transfer) => {
      const { what, budget } = budgetOf(transfer.page) as (typeof budgets)[number];
      return excess(transfer, what, budget);
    });
    expect(wrong.join('\n')).toBe('');
  });

  test.skipIf(existsSync(join(root, 'org')))('no page of the built site has much around its text', () => {
    const output = new Output(handbookOutput);
    const wrong = output
      .transfers()
      .map((transfer) => `${output.beyondText(transfer)} ${transfer.page}`)
      .filter((line) => Number.parseInt(line, 10) > BEYOND_TEXT);
    expect(wrong).toEqual([]);
  });

  test('a page that costs too much is named, with the kind, the sizes and the largest files', () => {
    const files = [
      { file: 'guides/x/index.html', kind: 'html' as const, size: 900 },
      { file: '_astro/a.css', kind: 'css' as const, size: 300 },
      { file: '_astro/b.css', kind: 'css' as const, size: 400 },
    ];
    const budget = { html: 900, css: 600, javascript: 0, fonts: 0, images: 0, total: 2000, requests: 2 };
    expect(excess({ page: '/guides/x/', files }, 'a page', budget)).toEqual([
      '/guides/x/: css 700 bytes, and a page may have 600; the largest: _astro/b.css (400), _astro/a.css (300)',
      '/guides/x/: requests 3, and a page may have 2; the largest: guides/x/index.html (900), _astro/b.css (400), _astro/a.css (300)',
    ]);
  });
});
