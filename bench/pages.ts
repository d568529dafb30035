import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeHandbook } from './handbook.ts';
import { writeStock } from './stock.ts';
import { bytesOf, KINDS, Output, type Transfer, total } from './transfer.ts';

/** Files and folders that a build needs besides the content. */
const CODE = ['package.json', 'tsconfig.json', 'astro.config.mjs', 'scripts', 'src', 'public'];

/** True for a page that both sites have and that is plain text. */
const isText = ({ page }: Transfer) => /\/sample-\d+\/$/.test(page) && !page.startsWith('/pillars/');

/**
 * Builds generated handbooks and stock Starlight sites with the same text, and compares the cost of opening one of
 * their pages. Sizes are exact and do not depend on the load of the machine.
 * @param root Root folder of the project.
 * @param options.pages Numbers of pages, one for each pair of sites.
 * @returns Markdown tables with the median and the largest cost of a page.
 */
export function benchPages(root: string, { pages }: { pages: readonly number[] }): string {
  return pages.map((count) => comparePages(root, count)).join('\n\n');
}

function comparePages(root: string, pages: number): string {
  mkdirSync(join(root, '.sites'), { recursive: true });
  const folder = mkdtempSync(join(root, '.sites/bench-'));
  const [own, stock] = [join(folder, 'own'), join(folder, 'stock')];
  try {
    for (const part of CODE) cpSync(join(root, part), join(own, part), { recursive: true });
    writeHandbook(own, pages);
    writeStock(stock, own);
    build(own, [join(own, 'scripts/build.ts')]);
    build(stock, [join(root, 'node_modules/astro/bin/astro.mjs'), 'build']);
    const outputs = [own, stock].map((site) => new Output(join(site, 'dist')));
    const sites = outputs.map((output) => ({ output, transfers: output.transfers().filter(isText) }));
    const row = (what: string, cost: (transfer: Transfer, output: Output) => number) => {
      const cells = sites.map(({ output, transfers }) => spread(transfers.map((one) => cost(one, output))));
      return `| ${what} | ${cells.join(' | ')} |`;
    };
    return [
      `| At ${pages} pages | Handbook | Stock Starlight |`,
      '|---|---|---|',
      ...KINDS.map((kind) => row(kind, (transfer) => bytesOf(transfer, kind))),
      row('total', ({ files }) => total(files)),
      row('requests', ({ files }) => files.length),
      row('html beyond the text, unpacked', (transfer, output) => output.beyondText(transfer)),
    ].join('\n');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function build(site: string, args: string[]): void {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: site,
    encoding: 'utf8',
    maxBuffer: 1e9,
    env: { ...process.env, PATH: `${join(site, '../../../node_modules/.bin')}:${process.env['PATH']}` },
  });
  if (status !== 0) throw new Error(`The build of ${site} failed:\n${stdout}${stderr}`);
}

function spread(values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b);
  const [median, most] = [sorted[sorted.length >> 1], sorted.at(-1)].map((value) => value?.toLocaleString('en'));
  return median === most ? `${median}` : `${median} (at most ${most})`;
}
