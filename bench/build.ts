import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { filesIn } from '#publish/built-files.ts';
import { SEARCH_WORDS } from '#schema/generated-pages.ts';
import { writeHandbook } from './handbook.ts';
import { measured } from './process.ts';
import { boxes, firstSearch } from './search.ts';
import { growthOf, type Row, type Size, tableOf, withSection } from './series.ts';
import { writeStock } from './stock.ts';

/** Files and folders that a build needs besides the content. */
const CODE = ['package.json', 'tsconfig.json', 'astro.config.mjs', 'scripts', 'src', 'public'];

/** Outputs and caches of earlier builds. */
const MADE = ['dist', 'node_modules', '.astro'];

/** File that the tables are written to. */
const FIGURES = 'bench/builds.md';

/** The page that is edited and that the search is opened on; every generated handbook has it. */
const PAGE = 'guides/sample-5';

/** Search term that matches many pages. */
const TYPED = 'roadmap';

const names = ['own', 'stock'] as const;
type Name = (typeof names)[number];

/** Measured quantities of a site in one round, with their units. */
const quantities = {
  'Cold build': 'seconds',
  'Rebuild after an edit of one page': 'seconds',
  'Memory at most, cold': 'mebibytes',
  'Memory at most, rebuild': 'mebibytes',
  'Output, bytes': 'bytes',
  'Output, bytes a page': 'bytes',
  'Search index, bytes': 'bytes',
  'First search, bytes': 'bytes',
  'Page and first search, bytes': 'bytes',
  'First search, time to the first hit': 'milliseconds',
} as const satisfies Record<string, Row['unit']>;
type Round = Record<keyof typeof quantities, number>;

/**
 * Builds generated handbooks and stock Starlight sites with the same text, cold and again after an edit, and compares
 * their costs. Each round builds every site once, in turn.
 * @param root Root folder of the project.
 * @param options.pages Sizes of the handbooks, in pages.
 * @param options.ours True to leave out the stock sites and to compare the handbooks with each other.
 * @returns The tables as written to `bench/builds.md`.
 */
export async function benchBuild(
  root: string,
  { pages: sizes, rounds, ours }: { pages: readonly number[]; rounds: number; ours: boolean },
): Promise<string> {
  const file = join(root, FIGURES);
  const write = (heading: string, table: string) => {
    writeFileSync(file, withSection(readFileSync(file, 'utf8'), heading, table));
    return table;
  };
  const title = (pages: number) => `${pages.toLocaleString('en')} pages`;
  const tables: string[] = [];
  const alone: Size[] = [];
  for (const pages of sizes) {
    const { own, stock } = await measuresOf(root, pages, rounds, ours ? ['own'] : names);
    const rows = (Object.keys(quantities) as (keyof Round)[]).map((name): Row => {
      const [values, others] = [own, stock].map((measures) => measures.map((round) => round[name]));
      return { name, unit: quantities[name], own: values ?? [], stock: others ?? [] };
    });
    if (ours) alone.push({ pages, rows: rows.filter(({ name }) => !name.endsWith('a page')) });
    else tables.push(write(title(pages), tableOf(`${title(pages)}, rounds: ${rounds}`, rows)));
  }
  if (ours) tables.push(write('As a handbook grows', growthOf(`Rounds: ${rounds}`, alone)));
  return tables.join('\n\n');
}

async function measuresOf(
  root: string,
  pages: number,
  rounds: number,
  sites: readonly Name[],
): Promise<Record<Name, Round[]>> {
  mkdirSync(join(root, '.sites'), { recursive: true });
  // Inside the project, so that npm and module resolution find its packages.
  const folder = mkdtempSync(join(root, '.sites/bench-'));
  try {
    const own = join(folder, 'own');
    for (const part of CODE) cpSync(join(root, part), join(own, part), { recursive: true });
    writeHandbook(own, pages);
    if (sites.includes('stock')) writeStock(join(folder, 'stock'), own);
    const measures: Record<Name, Round[]> = { own: [], stock: [] };
    for (let round = 1; round <= rounds; round++) {
      for (const name of sites) measures[name].push(await measure(join(folder, name), name, pages, round));
    }
    return measures;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Builds one site cold and again after an edit, and measures builds, output and first search. */
async function measure(site: string, name: Name, pages: number, round: number): Promise<Round> {
  for (const made of MADE) rmSync(join(site, made), { recursive: true, force: true });
  const cold = await measured('npm run build', site);
  const source = name === 'own' ? 'content' : 'src/content/docs';
  appendFileSync(join(site, source, `${PAGE}.mdx`), `\nOne more sentence, of round ${round}.\n`);
  const again = await measured('npm run build', site);
  const output = join(site, 'dist');
  const bytes = sizeOf(output);
  const search = await firstSearch(output, `/${PAGE}/`, boxes[name], TYPED);
  const searchWords = join(output, SEARCH_WORDS);
  return {
    'Cold build': cold.time,
    'Rebuild after an edit of one page': again.time,
    'Memory at most, cold': cold.memory,
    'Memory at most, rebuild': again.memory,
    'Output, bytes': bytes,
    'Output, bytes a page': bytes / pages,
    'Search index, bytes':
      sizeOf(join(output, 'pagefind')) + (existsSync(searchWords) ? statSync(searchWords).size : 0),
    'First search, bytes': search.bytes,
    'Page and first search, bytes': search.total,
    'First search, time to the first hit': search.latency,
  };
}

/** Total size of the files in a folder, in bytes. */
function sizeOf(folder: string): number {
  return filesIn(folder).reduce((sum, file) => sum + statSync(join(folder, file)).size, 0);
}
