import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { keepHandbook, readHandbook } from '#loaders/handbook.ts';
import { inlineScripts } from '#loaders/inline-scripts.ts';
import { deadEndsAmong, filesIn, leaksIn } from '#loaders/output.ts';
import { insideBefore, refusedIn, seal, soundBefore } from '#loaders/policy.ts';
import { indexOf, writeIndex } from '#loaders/search-index.ts';
import { readSettings } from '#loaders/settings.ts';
import { plainLine } from '#model/escaping.ts';
import { nginxFile } from '#model/hosting.ts';
import { formatProblem, plural, sortProblems } from '#model/problem.ts';
import { needlesOf } from '#model/rules/leaks.ts';
import { hostOf } from '#model/settings.ts';
import { skimmer } from '#model/skim.ts';

const HELP = `npm run build                       builds the whole handbook into dist/
npm run build -- --edition public   builds what that audience may read into dist.public/`;

/**
 * Runs `astro build` into a folder beside the last output, prints its log, and says what it logged as errors.
 * @param drawn Is told the path of each page once it is written.
 */
async function build(
  edition: string | undefined,
  drawn: (page: string) => void,
): Promise<{ code: number; errors: string[] }> {
  const errors: string[] = [];
  let page: string | undefined;
  // Astro reads the edition from the environment; one that was set there for something else must not reach it. What a
  // shell calls the command stands in the code that Astro makes: another name, and it would draw every page again.
  const { EDITION: _edition, _: _command, ...environment } = process.env;
  const child = spawn('astro', ['build', '--json', '--outDir', NEXT], {
    env: { ...environment, ...(edition === undefined ? {} : { EDITION: edition }) },
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32',
  });
  const read = async (stream: NodeJS.ReadableStream) => {
    for await (const line of createInterface({ input: stream })) {
      const entry = parseEntry(line);
      if (entry?.level === 'error') errors.push(entry.message);
      // Astro names a page when it starts with it, and says how long it took when it is written.
      if (page?.endsWith('.html') && entry?.label === 'SKIP_FORMAT') drawn(page);
      page = /^\s*[├└]─ \/(.*)$/.exec(entry?.message ?? '')?.[1];
      if (entry && isNoise(entry)) continue;
      (entry?.level === 'info' ? console.log : console.error)(entry ? entry.message : line);
    }
  };
  const closed = new Promise<number>((resolve) => child.on('close', (code) => resolve(code ?? 1)));
  await Promise.all([read(child.stdout), read(child.stderr)]);
  return { code: await closed, errors };
}

interface LogEntry {
  level: string;
  label: string | null;
  message: string;
}

/** A line for each page, and a warning for each page about a mark that Astro itself puts into it. */
function isNoise({ level, label, message }: LogEntry): boolean {
  if (level === 'error') return false;
  return label === 'SKIP_FORMAT' || /^\s*[├└]─/.test(message) || message.startsWith('[MODULE_LEVEL_DIRECTIVE]');
}

function parseEntry(line: string): LogEntry | undefined {
  try {
    const entry = JSON.parse(line);
    return typeof entry?.message === 'string' ? entry : undefined;
  } catch {
    return undefined;
  }
}

/** What the command line asks for; a wrong one ends here. */
function asked(): { edition?: string } {
  try {
    const { values } = parseArgs({ options: { edition: { type: 'string' }, help: { type: 'boolean' } } });
    if (!values.help) return values;
    console.log(HELP);
    process.exit(0);
  } catch (error) {
    return fail(`${(error as Error).message.split('. ')[0]}.\n${HELP}`, 2);
  }
}

/** Makes room for the next output. What cannot be kept until the next build, as on another disk, is deleted. */
function putAway(): void {
  try {
    mkdirSync(dirname(OLD), { recursive: true });
    renameSync(OUT, OLD);
  } catch {
    renameSync(OUT, ASIDE);
    rmSync(ASIDE, { recursive: true, force: true });
  }
}

function fail(message: string, code: number): never {
  console.error(message);
  process.exit(code);
}

const { edition } = asked();
const audiences = readSettings(process.cwd()).settings?.audiences;
if (edition !== undefined && audiences && !audiences.includes(edition)) {
  fail(`There is no edition "${edition}". The audiences in the settings are ${audiences.join(', ')}.`, 2);
}
const OUT = edition === undefined ? 'dist' : `dist.${edition}`;
const NEXT = `${OUT}.next`;
/** Where the output before goes. To delete it can take seconds, which the next build has while Astro starts. */
const OLD = join('node_modules/.cache/playbook/old', OUT);
const ASIDE = `${OUT}.old`;

for (const folder of [NEXT, ASIDE]) rmSync(folder, { recursive: true, force: true });
const index = indexOf(NEXT);
const built = build(edition, (page) => existsSync(join(NEXT, page)) && index.add(page));
// Read while Astro works: to wait for it would leave a processor idle.
const keep = keepHandbook(process.cwd(), { [`${OUT}.inside`]: insideBefore, [`${OUT}.sound`]: soundBefore });
const { settings, withheld, pictures } = readHandbook(process.cwd(), { edition });
const cleared = rm(OLD, { recursive: true, force: true }).catch(() => {});
const { code, errors } = await built;
let nginx = '';
if (code === 0 && errors.length === 0 && settings) {
  const audience = edition ?? (settings.audiences.at(-1) as string);
  const { base } = hostOf(settings, audience, process.env);
  const hosting = { base, isOpen: audience === settings.audiences[0] };
  const skim = skimmer();
  const indexed = index.finish().then(
    (files) => writeIndex(join(NEXT, 'pagefind'), files),
    ({ message }: Error) => {
      errors.push(message);
      console.error(message);
    },
  );
  const policy = await seal(NEXT, hosting, inlineScripts(), skim);
  nginx = nginxFile({ ...hosting, policy }, OUT);
  const look = () => {
    const files = filesIn(NEXT);
    return refusedIn(NEXT, policy, { looks: [deadEndsAmong(files, base)], given: [files, base], skim });
  };
  const early = await look();
  keep();
  await indexed;
  // What leads to the index was no dead end.
  for (const problem of early.length > 0 ? sortProblems(await look()) : []) {
    errors.push(problem.message);
    console.error(formatProblem(problem));
  }
  for (const { file, holds, fix } of leaksIn(NEXT, needlesOf(withheld, audience, settings), process.cwd(), pictures)) {
    errors.push(file);
    console.error(plainLine(`${file}  holds ${holds}  ${fix}`));
  }
} else keep();
if (code !== 0 || errors.length > 0) {
  await index.abandon();
  rmSync(NEXT, { recursive: true, force: true });
  const kept = existsSync(OUT) ? `${OUT}/ is as it was before` : `there is no ${OUT}/ yet`;
  const count = errors.length > 0 ? ` with ${plural(errors.length, 'error')}` : '';
  fail(`The build failed${count}; ${kept}.`, 1);
}
await cleared;
if (existsSync(OUT)) putAway();
renameSync(NEXT, OUT);
writeFileSync(`${OUT}.nginx.conf`, nginx);
