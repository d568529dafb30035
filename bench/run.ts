import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { benchBuild } from './build.ts';
import { benchCheck } from './check.ts';
import { benchPages } from './pages.ts';

const HELP = `npm run bench -- check                    times npm run check at 300 and at 5,000 pages
npm run bench -- check --against <ref>    beside the check of another commit
npm run bench -- check --rounds 9         each that often; 5 if left out
npm run bench -- build                    times builds of 100 and of 1,000 pages beside stock Starlight, and writes bench/builds.md
npm run bench -- build --pages 5000       of so many; again for more sizes
npm run bench -- build --ours             without stock Starlight: how the cost of a page grows with the handbook
npm run bench -- pages                    what opening a page costs, beside stock Starlight, at 100 and at 1,000 pages
npm run bench -- pages --pages 300        at so many; again for more sizes

bench/README.md has the figures, and says how they were measured.`;

const OPTIONS = {
  against: { type: 'string' },
  rounds: { type: 'string', default: '5' },
  pages: { type: 'string', multiple: true, default: ['100', '1000'] as string[] },
  ours: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h' },
} as const;

const benches = { build: benchBuild, check: benchCheck, pages: benchPages };

/** Smallest handbook, in pages, that has a page of every kind. */
const FEWEST = 100;

async function run(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({ args, options: OPTIONS, allowPositionals: true });
  const [name = '', ...others] = positionals;
  const rounds = Number(values.rounds);
  const pages = values.pages.map(Number);
  const isWrong = !(rounds >= 1) || !pages.every((count) => Number.isInteger(count) && count >= FEWEST);
  if (values.help || !Object.hasOwn(benches, name) || others.length > 0 || isWrong) {
    (values.help ? console.log : console.error)(HELP);
    return values.help ? 0 : 2;
  }
  const options = { rounds, pages, against: values.against, ours: values.ours };
  console.log(await benches[name as keyof typeof benches](join(import.meta.dirname, '..'), options));
  return 0;
}

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 2;
}
