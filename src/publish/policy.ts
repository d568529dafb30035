/**
 * A Content-Security-Policy: for each directive the sources that it allows, in the order they are
 * written. Everything that no directive allows, the browser refuses.
 */
export type Policy = ReadonlyMap<string, readonly string[]>;

const NOTHING = ["'none'"];
const OWN_FILES = ["'self'"];

/** Directives that a browser ignores in a page and obeys in a header only. */
const HEADER_ONLY = new Set(['frame-ancestors', 'report-uri', 'report-to', 'sandbox']);

/**
 * The policy of an edition: nothing but its own files, and the scripts inside its pages that the build made.
 * @param scripts Their SHA-256 digests, in Base64.
 */
export function policyFor(scripts: Iterable<string>): Policy {
  return new Map([
    ['default-src', NOTHING],
    // The search is a WebAssembly module; this allows nothing else that eval would.
    ['script-src', [...OWN_FILES, "'wasm-unsafe-eval'", ...hashes(scripts)]],
    ['style-src', OWN_FILES],
    // Code blocks and drawings carry colours and places in style attributes, which no digest can name.
    ['style-src-attr', ["'unsafe-inline'"]],
    // Starlight's styles hold its icons as data: addresses.
    ['img-src', [...OWN_FILES, 'data:']],
    // Fonts and recordings of an organisation, from its own folder.
    ['font-src', OWN_FILES],
    ['media-src', OWN_FILES],
    // The search fetches its index, and its worker does the reading.
    ['connect-src', OWN_FILES],
    ['worker-src', OWN_FILES],
    ['base-uri', NOTHING],
    // What a reader enters is never sent, whatever a page tries.
    ['form-action', NOTHING],
    ['frame-ancestors', NOTHING],
  ]);
}

/** Sorted and without repetition, so that two builds of the same pages write the same policy. */
function hashes(digests: Iterable<string>): string[] {
  return [...new Set(digests)].sort().map(hash);
}

/** A digest as a policy names it. */
export function hash(digest: string): string {
  return `'sha256-${digest}'`;
}

/** The policy as the value of a header, or as what a meta element can carry of it. */
export function policyText(policy: Policy, place: 'header' | 'page'): string {
  return [...policy]
    .filter(([directive]) => place === 'header' || !HEADER_ONLY.has(directive))
    .map(([directive, sources]) => `${directive} ${sources.join(' ')}`)
    .join('; ');
}

/** Reads a policy back from its text. */
export function parsePolicy(text: string): Policy {
  return new Map(
    text.split(';').flatMap((part): [string, string[]][] => {
      const [directive, ...sources] = part.trim().split(/\s+/);
      return directive ? [[directive, sources]] : [];
    }),
  );
}

/** What a policy allows for a directive; one that it does not name has the default. */
export function sourcesOf(policy: Policy, directive: string): readonly string[] {
  return policy.get(directive) ?? policy.get('default-src') ?? [];
}
