import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import semver from 'semver';
import { UserError } from '#load/git.ts';
import { npm, WITHOUT_ADDRESSES } from '#upstream/npm.ts';
import { LOCK_FILE, MANIFEST } from '#upstream/paths.ts';
import { type RaisedVersion, writeVersions } from '#upstream/raised-versions.ts';

/** Dependencies whose new versions are most likely to change what is built. */
const DEPENDENCIES = [
  'astro',
  '@astrojs/starlight',
  '@astrojs/mdx',
  '@astrojs/markdown-satteri',
  'satteri',
  'pagefind',
  'zod',
  'vitest',
];

type Manifest = Partial<Record<'dependencies' | 'devDependencies', Record<string, string>>>;

/**
 * Installs the newest versions of `DEPENDENCIES` inside the major version of each.
 * @returns A line for each dependency that changed.
 * @throws UserError if npm fails; package.json and the lock file are as before.
 */
export async function updateVersions(root: string): Promise<string[]> {
  const text = readFileSync(join(root, MANIFEST), 'utf8');
  const manifest = JSON.parse(text) as Manifest;
  const versions = await newestVersions(manifest, root);
  const before = lockedVersions(root);
  const lockFile = existsSync(join(root, LOCK_FILE)) ? readFileSync(join(root, LOCK_FILE)) : undefined;
  try {
    writeFileSync(join(root, MANIFEST), writeVersions(text, versions));
    await npm(['install', WITHOUT_ADDRESSES], root);
    // The versions of other packages must fit the dependencies that need them, which `npm update` knows.
    const direct = { ...manifest.dependencies, ...manifest.devDependencies };
    const others = DEPENDENCIES.filter((name) => !Object.hasOwn(direct, name) && before[name] !== undefined);
    if (others.length > 0) await npm(['update', WITHOUT_ADDRESSES, ...others], root);
  } catch (error) {
    writeFileSync(join(root, MANIFEST), text);
    if (lockFile) writeFileSync(join(root, LOCK_FILE), lockFile);
    throw error;
  }
  const after = lockedVersions(root);
  return DEPENDENCIES.filter((name) => before[name] !== after[name]).map(
    (name) => `${name}  ${before[name] ?? 'none'} to ${after[name] ?? 'none'}`,
  );
}

async function newestVersions(manifest: Manifest, root: string): Promise<RaisedVersion[]> {
  const newest: RaisedVersion[] = [];
  for (const block of ['dependencies', 'devDependencies'] as const) {
    for (const [name, current] of Object.entries(manifest[block] ?? {})) {
      if (!DEPENDENCIES.includes(name) || semver.valid(current) !== current) continue;
      newest.push({ keys: [block, name], version: await newestVersion(name, current, root) });
    }
  }
  return newest;
}

/** Finds the newest version inside the major version. `^0.42.4` excludes 0.43.0, so npm is asked for all of major 0. */
async function newestVersion(name: string, current: string, root: string): Promise<string> {
  const major = semver.major(current);
  const output = await npm(['view', `${name}@${major}`, 'version', '--json'], root);
  return semver.maxSatisfying(parseVersions(output), `>=${current} <${major + 1}.0.0`) ?? current;
}

/** Parses the output of `npm view <name>@<range> version --json`: nothing, a string or a list of strings. */
function parseVersions(output: string): string[] {
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

/** Reads the installed versions from the lock file. */
function lockedVersions(root: string): Record<string, string | undefined> {
  if (!existsSync(join(root, LOCK_FILE))) return {};
  const { packages = {} } = JSON.parse(readFileSync(join(root, LOCK_FILE), 'utf8')) as {
    packages?: Record<string, { version?: string }>;
  };
  return Object.fromEntries(DEPENDENCIES.map((name) => [name, packages[`node_modules/${name}`]?.version]));
}
