import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { benchCheck } from './check.ts';

const HELP = `npm run bench -- check                    times npm run check at 300 and at 5,000 pages
npm run bench -- check --against <ref>    beside the check of another commit
npm run bench -- check --rounds 9         each that often; 5 if left out

bench/README.md has the figures, and says how they were measured.`;

const OPTIONS = {
  against: { type: 'string' },
  rounds: { type: 'string', default: '5' },
  help: { type: 'boolean', short: 'h' },
} as const;

const benches = { check: benchCheck };

function run(args: string[]): number {
  const { values, positionals } = parseArgs({ args, options: OPTIONS, allowPositionals: true });
  const [name = '', ...others] = positionals;
  const rounds = Number(values.rounds);
  if (values.help || !Object.hasOwn(benches, name) || others.length > 0 || !(rounds >= 1)) {
    (values.help ? console.log : console.error)(HELP);
    return values.help ? 0 : 2;
  }
  console.log(
    benches[name as keyof typeof benches](join(import.meta.dirname, '..'), { rounds, against: values.against }),
  );
  return 0;
}

try {
  process.exitCode = run(process.argv.slice(2));
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 2;
}
