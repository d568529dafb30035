import { createHash } from 'node:crypto';

/**
 * Content-Security-Policy: the sources that each directive allows, in the order of the output. The browser refuses
 * everything that no directive allows.
 */
export type Policy = ReadonlyMap<string, readonly string[]>;

const NOTHING = ["'none'"];
const OWN_FILES = ["'self'"];

/** Directives that a browser ignores in a page and obeys only in a header. */
const HEADER_ONLY = new Set(['frame-ancestors', 'report-uri', 'report-to', 'sandbox']);

/** Creates the policy of an edition whose pages may contain these inline scripts. */
export function policyOf(scripts: readonly string[]): Policy {
  return policyFor(scripts.map(digestOf));
}

/**
 * Creates the policy of an edition, which allows its own files and the inline scripts that the build made.
 * @param digests SHA-256 digests of the scripts, in Base64.
 */
export function policyFor(digests: Iterable<string>): Policy {
  // Sorted and deduplicated, so that two builds of the same pages write the same policy.
  const hashes = [...new Set(digests)].sort().map((digest) => `'sha256-${digest}'`);
  return new Map([
    ['default-src', NOTHING],
    // The search is a WebAssembly module. This source allows no other use of eval.
    ['script-src', [...OWN_FILES, "'wasm-unsafe-eval'", ...hashes]],
    ['style-src', OWN_FILES],
    // Code blocks and drawings set colours and positions in style attributes, which no digest can allow.
    ['style-src-attr', ["'unsafe-inline'"]],
    // Starlight's styles contain its icons as data: URLs.
    ['img-src', [...OWN_FILES, 'data:']],
    // An organisation may add fonts and recordings, in its own folder.
    ['font-src', OWN_FILES],
    ['media-src', OWN_FILES],
    // The search fetches its index, which its worker reads.
    ['connect-src', OWN_FILES],
    ['worker-src', OWN_FILES],
    ['base-uri', NOTHING],
    // Input of readers is never sent, whatever a page tries.
    ['form-action', NOTHING],
    ['frame-ancestors', NOTHING],
  ]);
}

/** Returns a policy that allows more sources, by directive. */
export function withSources(policy: Policy, more: Readonly<Record<string, readonly string[]>>): Policy {
  const widened = new Map(policy);
  for (const [directive, sources] of Object.entries(more)) {
    const before = (widened.get(directive) ?? []).filter((source) => source !== "'none'");
    if (sources.length > 0) widened.set(directive, [...new Set([...before, ...sources])]);
  }
  return widened;
}

function digestOf(code: string): string {
  return createHash('sha256').update(code).digest('base64');
}

/** Formats a policy as the value of a header, or the part of it that a meta element can carry. */
export function policyText(policy: Policy, place: 'header' | 'page'): string {
  return [...policy]
    .filter(([directive]) => place === 'header' || !HEADER_ONLY.has(directive))
    .map(([directive, sources]) => `${directive} ${sources.join(' ')}`)
    .join('; ');
}

/** Returns the sources that a policy allows for a directive; one that it does not name has those of `default-src`. */
export function sourcesOf(policy: Policy, directive: string): readonly string[] {
  return policy.get(directive) ?? policy.get('default-src') ?? [];
}

/** Checks whether a policy allows code inside a page. */
export function allowsCode(policy: Policy, directive: string, code: string): boolean {
  return sourcesOf(policy, directive).includes(`'sha256-${digestOf(code)}'`);
}

/** Checks whether a policy allows an address. */
export function allowsAddress(policy: Policy, directive: string, address: string): boolean {
  const sources = sourcesOf(policy, directive);
  const [, scheme] = /^([a-z][a-z0-9+.-]*):/i.exec(address) ?? [];
  if (scheme) return sources.includes(`${scheme.toLowerCase()}:`);
  return !/^[\\/]{2}/.test(address) && sources.includes("'self'");
}
