import type { Problem } from '#schema/problem.ts';
import { addressesInStyles, type PageResources, type Resource } from './page-resources.ts';
import { hash, type Policy, sourcesOf } from './policy.ts';

/** Hashes a piece of code: SHA-256 in Base64. */
export type Digest = (code: string) => string;

/** Finds everything in a built page that the policy does not allow and every browser would therefore refuse. */
export function cspViolations(
  file: string,
  { resources, policies, policyOffset }: PageResources,
  policy: Policy,
  digest: Digest,
): Problem[] {
  const own = policies.map((place) =>
    problem(file, place, 'The page carries a policy of its own', 'Leave it out: every build writes one'),
  );
  const start = { line: 1, column: 1 };
  if (policyOffset === undefined)
    own.push(problem(file, start, 'The page has no place for a policy', 'Give it a head'));
  return [...own, ...resources.flatMap((resource) => violations(file, resource, policy, digest))];
}

/** Finds the addresses in a style sheet that the policy does not allow. */
export function styleViolations(file: string, text: string, policy: Policy): Problem[] {
  return addressesInStyles(text).flatMap(({ text: address, ...place }) => {
    if (['img-src', 'font-src', 'style-src'].some((directive) => allows(policy, directive, address))) return [];
    return [problem(file, place, `A style asks another host for ${address}`, FIXES.address)];
  });
}

function violations(file: string, resource: Resource, policy: Policy, digest: Digest): Problem[] {
  const { kind, directive, text, where } = resource;
  const report = (message: string, fix: string) => [problem(file, resource, message, fix)];
  if (kind === 'inline') {
    if (sourcesOf(policy, directive).includes(hash(digest(text)))) return [];
    return report(`This build did not make the code in ${where}`, FIXES.inline);
  }
  if (kind === 'attribute') {
    if ((policy.get(directive) ?? []).includes("'unsafe-inline'")) return [];
    return report(`The policy refuses the code in ${where}`, FIXES.attribute);
  }
  if (directive === 'script-src' && !BUILT_SCRIPT.test(text))
    return report(`This build did not make the script ${text} in ${where}`, FIXES.script);
  if (allows(policy, directive, text)) return [];
  const fix = sourcesOf(policy, directive).includes("'self'") ? FIXES.address : FIXES.element;
  return report(`The policy refuses ${text} in ${where}`, fix);
}

/** Address of a script that Astro built. Files of `public/` are never there: the check refuses such a folder. */
const BUILT_SCRIPT = /^(?:\.{0,2}\/(?:[^/\\]+\/)*)?_astro\/[^/\\]+$/;

const FIXES = {
  inline: 'Move it into the <script> or <style> of a component, of which Astro makes a file',
  script: 'Move it into the <script> of a component, of which Astro makes a file',
  attribute: 'Add a listener in the script of a component instead',
  address: 'Put the file beside the page or into public/, and name it from there',
  element: 'Leave it out, or write a link to it: no page may hold one',
} as const;

function allows(policy: Policy, directive: string, address: string): boolean {
  const sources = sourcesOf(policy, directive);
  const [, scheme] = /^([a-z][a-z0-9+.-]*):/i.exec(address) ?? [];
  if (scheme) return sources.includes(`${scheme.toLowerCase()}:`);
  return !/^[\\/]{2}/.test(address) && sources.includes("'self'");
}

function problem(file: string, { line, column }: { line: number; column: number }, message: string, fix: string) {
  return { file, line, column, message, fix };
}
