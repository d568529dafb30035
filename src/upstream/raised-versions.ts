import semver from 'semver';

/** Blocks of package.json in which an organisation may raise a version. */
const BLOCKS = ['dependencies', 'devDependencies', 'overrides'];

/** A version that an organisation raised in package.json. */
export interface RaisedVersion {
  /** Keys of the value in package.json, such as `dependencies` and `astro`. */
  keys: string[];
  version: string;
}

/** Result of merging a raised version with upstream's package.json. */
export interface RaisedOutcome {
  name: string;
  version: string;
  /** The version of upstream; absent if upstream no longer has the dependency. */
  upstream?: string;
  /** True if the raised version is newer than upstream's, inside the same major version. */
  stays: boolean;
}

/**
 * Finds the versions that one package.json raises over another: exact ones, inside the same major version.
 * @returns An empty list if the files are equal; undefined if they differ in any other way.
 */
export function findRaisedVersions(before: string, after: string): RaisedVersion[] | undefined {
  const [old, own] = [valuesOf(before), valuesOf(after)];
  if (!old || !own || old.size !== own.size) return undefined;
  const changed = [...own].filter(([keys, value]) => old.get(keys) !== value);
  const raised = changed.map(([keys, value]) => ({
    keys: JSON.parse(keys) as string[],
    before: parseVersion(old.get(keys)),
    version: parseVersion(value),
  }));
  const isAllowed = raised.every(({ keys, ...raise }) => {
    return BLOCKS.includes(keys[0] ?? '') && isRaise(raise.before, raise.version);
  });
  return isAllowed ? raised : undefined;
}

/**
 * Raises versions in upstream's package.json again, if they are still newer.
 * @returns The text of package.json, and the result for each version.
 */
export function raiseAgain(
  upstream: string,
  raised: readonly RaisedVersion[],
): { manifest: string; outcomes: RaisedOutcome[] } {
  const values = valuesOf(upstream) ?? new Map<string, string>();
  const results = raised.map(({ keys: written, version }) => {
    const keys = [written, movedKeys(written)].find((candidate) => values.has(JSON.stringify(candidate))) ?? written;
    const value = values.get(JSON.stringify(keys));
    const theirs = value === undefined ? {} : { upstream: parseVersion(value) };
    const stays = value !== undefined && isRaise(parseVersion(value), version);
    return { keys, version, outcome: { name: keys.slice(1).join(' > '), version, stays, ...theirs } };
  });
  // A dependency and its override usually have the same version: one line is enough for both.
  const outcomes = new Map(results.map(({ outcome }) => [JSON.stringify(outcome), outcome]));
  const newer = results.filter(({ outcome }) => outcome.stays);
  return { manifest: writeVersions(upstream, newer), outcomes: [...outcomes.values()] };
}

/**
 * Writes versions into a package.json, as npm formats it. An override with the version that its direct dependency had follows
 * it, because npm refuses to install two different ones.
 */
export function writeVersions(manifest: string, versions: readonly RaisedVersion[]): string {
  if (versions.length === 0) return manifest;
  const content = JSON.parse(manifest);
  for (const { keys, version } of versions) {
    const [name = ''] = keys.slice(1);
    if (keys[0] !== 'overrides' && content.overrides?.[name] === content[keys[0] ?? ''][name]) {
      content.overrides[name] = version;
    }
    const parent = keys.slice(0, -1).reduce((object, key) => object[key], content);
    parent[keys.at(-1) ?? ''] = version;
  }
  const indent = /^[ \t]+/m.exec(manifest)?.[0] ?? '  ';
  return `${JSON.stringify(content, null, indent)}${manifest.endsWith('\n') ? '\n' : ''}`;
}

/** Formats the result for a raised version as a line that begins with its dependency. */
export function formatOutcome({ name, version, upstream, stays }: RaisedOutcome): string {
  if (upstream === undefined) return `${name}  removed upstream, and your ${version} with it`;
  if (stays) return `${name}  stays at ${version}; upstream has ${upstream}`;
  if (upstream === version) return `${name}  upstream has your ${version} now`;
  const isOtherMajor = isExact(upstream) && semver.major(upstream) !== semver.major(version);
  return `${name}  upstream's ${upstream}${isOtherMajor ? ', of another major version,' : ''} replaces your ${version}`;
}

/** Reads the values of a package.json, except objects with keys, as JSON by the JSON of their keys; undefined for invalid JSON. */
function valuesOf(manifest: string): Map<string, string> | undefined {
  try {
    return new Map(leavesOf(JSON.parse(manifest), []));
  } catch {
    return undefined;
  }
}

function leavesOf(value: unknown, keys: string[]): [place: string, value: string][] {
  const children = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  if (children.length === 0) return [[JSON.stringify(keys), JSON.stringify(value)]];
  return children.flatMap(([key, child]) => leavesOf(child, [...keys, key]));
}

/** Parses the JSON of a version; returns the JSON of any other value, which is no version. */
function parseVersion(value: string | undefined): string {
  const parsed: unknown = JSON.parse(value ?? '""');
  return typeof parsed === 'string' ? parsed : (value ?? '');
}

function isRaise(before: string, after: string): boolean {
  if (!isExact(before) || !isExact(after)) return false;
  return semver.major(before) === semver.major(after) && semver.gt(after, before);
}

/** Checks whether a text is a single version, not a range, tag or address. */
function isExact(text: string): boolean {
  return semver.valid(text) === text;
}

/** Returns the keys of a dependency after a move between the two blocks of dependencies. */
function movedKeys([block, ...rest]: readonly string[]): string[] {
  const other: Record<string, string> = { dependencies: 'devDependencies', devDependencies: 'dependencies' };
  return [other[block ?? ''] ?? '', ...rest];
}
