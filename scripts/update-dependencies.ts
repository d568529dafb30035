import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import semver from 'semver';
import { UserError } from '#load/git.ts';
import { plainLine } from '#schema/escaping.ts';
import { Transaction } from '#upkeep/transaction.ts';
import { npm, WITHOUT_ADDRESSES } from '#upstream/npm.ts';
import { LOCK_FILE, MANIFEST } from '#upstream/paths.ts';
import { type RaisedVersion, writeVersions } from '#upstream/raised-versions.ts';
import { commandLine, consoleTerminal, type Terminal, UsageError } from './terminal.ts';

const HELP = `npm run update-dependencies    installs the newest minor versions of Astro and of what the pages, the search and the tests are made with

It stays inside the major version of each, writes exact versions into ${MANIFEST}, and lists what has changed.
Nothing is committed; to take it back: git checkout -- ${MANIFEST} ${LOCK_FILE} && npm ci`;

/** The dependencies whose new versions are most likely to change what is built. */
const DEPENDENCIES = [
  'astro',
  '@astrojs/starlight',
  '@astrojs/mdx',
  '@astrojs/markdown-satteri',
  'satteri',
  'pagefind',
  '@pagefind/component-ui',
  'zod',
  'vitest',
];

interface Manifest {
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
}

/**
 * `npm run update-dependencies`.
 * @param args What stands after the command.
 * @param root The folder of the handbook.
 * @returns The exit code: 0, 1 where npm fails, and nothing was written, 2 for wrong usage.
 */
export async function updateDependencies(
  args: readonly string[],
  root: string,
  { log, warn }: Terminal,
): Promise<number> {
  try {
    if (commandLine({ args: [...args], options: { help: { type: 'boolean', short: 'h' } } }).values.help) {
      log(HELP);
      return 0;
    }
    const changes = await update(root);
    log(changes.map(plainLine).join('\n') || 'All are the newest of their major version.');
    return 0;
  } catch (error) {
    if (!(error instanceof UsageError) && !(error instanceof UserError)) throw error;
    warn(error.message);
    if (error instanceof UserError) return 1;
    warn('Run npm run update-dependencies -- --help to see what there is.');
    return 2;
  }
}

/** Installs what is newer, and returns a line for each dependency that changed. */
async function update(root: string): Promise<string[]> {
  const text = readFileSync(join(root, MANIFEST), 'utf8');
  const versions = await newestVersions(JSON.parse(text) as Manifest, root);
  const before = lockedVersions(root);
  const transaction = new Transaction(root);
  try {
    transaction.write(MANIFEST, writeVersions(text, versions));
    // Written as it is, so that it can be taken back.
    if (existsSync(join(root, LOCK_FILE))) transaction.write(LOCK_FILE, readFileSync(join(root, LOCK_FILE), 'utf8'));
    await npm(['install', WITHOUT_ADDRESSES], root);
    // Of those that come with another dependency, that one says which versions fit.
    const direct = Object.keys(directDependencies(JSON.parse(text) as Manifest));
    const others = DEPENDENCIES.filter((name) => !direct.includes(name) && before[name] !== undefined);
    if (others.length > 0) await npm(['update', WITHOUT_ADDRESSES, ...others], root);
  } catch (error) {
    transaction.rollBack();
    throw error;
  }
  const after = lockedVersions(root);
  return DEPENDENCIES.filter((name) => before[name] !== after[name]).map(
    (name) => `${name}  ${before[name] ?? 'none'} to ${after[name] ?? 'none'}`,
  );
}

function directDependencies({ dependencies, devDependencies }: Manifest): Record<string, string> {
  return { ...devDependencies, ...dependencies };
}

async function newestVersions(manifest: Manifest, root: string): Promise<RaisedVersion[]> {
  const found: RaisedVersion[] = [];
  for (const block of ['dependencies', 'devDependencies'] as const) {
    for (const [name, current] of Object.entries(manifest[block] ?? {})) {
      if (!DEPENDENCIES.includes(name) || semver.valid(current) !== current) continue;
      found.push({ keys: [block, name], version: await newestMinor(name, current, root) });
    }
  }
  return found;
}

/** The newest version inside the major version. `^0.42.4` would leave out 0.43.0, so npm is asked for all of major 0. */
async function newestMinor(name: string, current: string, root: string): Promise<string> {
  const major = semver.major(current);
  const output = await npm(['view', `${name}@${major}`, 'version', '--json'], root);
  return semver.maxSatisfying(versionsIn(output), `>=${current} <${major + 1}.0.0`) ?? current;
}

/** Versions that `npm view <name>@<range> version --json` prints: nothing, one text, or a list of texts. */
function versionsIn(output: string): string[] {
  if (output.trim() === '') return [];
  try {
    const printed: unknown = JSON.parse(output);
    return [printed].flat().filter((version) => typeof version === 'string');
  } catch {
    throw new UserError(
      'npm view printed no JSON, so the newest versions are not known. Update npm, then run this again.',
    );
  }
}

/** The installed versions of dependencies, as the lock file has them. */
function lockedVersions(root: string): Record<string, string | undefined> {
  const path = join(root, LOCK_FILE);
  if (!existsSync(path)) return {};
  const { packages = {} } = JSON.parse(readFileSync(path, 'utf8')) as {
    packages?: Record<string, { version?: string }>;
  };
  return Object.fromEntries(DEPENDENCIES.map((name) => [name, packages[`node_modules/${name}`]?.version]));
}

if (import.meta.main) {
  process.exitCode = await updateDependencies(process.argv.slice(2), process.cwd(), consoleTerminal);
}
