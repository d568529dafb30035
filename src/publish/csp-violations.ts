import type { Point, Problem } from '#schema/problem.ts';
import { addressesInStyles, type PageResources, type Resource } from './page-resources.ts';
import { allowsAddress, allowsCode, type Policy, sourcesOf } from './policy.ts';

/** Address of a script that Astro built. Files of `public/` are never there: the check refuses such a folder. */
const BUILT_SCRIPT = /^(?:\.{0,2}\/(?:[^/\\]+\/)*)?_astro\/[^/\\]+$/;

const FIXES = {
  inline: 'Move it into the <script> or <style> of a component, of which Astro makes a file',
  script: 'Move it into the <script> of a component, of which Astro makes a file',
  attribute: 'Add a listener in the script of a component instead',
  address: 'Put the file beside the page or into public/, and name it from there',
  element: 'Leave it out, or write a link to it: no page may hold one',
} as const;

/**
 * Finds everything in a built page that the policy does not allow and every browser would therefore refuse.
 * @param scripts Addresses of the scripts that the settings name.
 */
export function cspViolations(
  file: string,
  page: PageResources,
  policy: Policy,
  scripts: ReadonlySet<string> = new Set(),
): Problem[] {
  const problem = ({ line, column }: Point, message: string, fix: string) => ({ file, line, column, message, fix });
  const start = { line: 1, column: 1 };
  return [
    ...page.policies.map((place) =>
      problem(place, 'The page carries a policy of its own', 'Leave it out: every build writes one'),
    ),
    ...(page.policyOffset === undefined
      ? [problem(start, 'The page has no place for a policy', 'Give it a head')]
      : []),
    ...page.resources.flatMap((resource) => {
      const isNamed = resource.directive === 'script-src' && scripts.has(resource.text);
      const words = isNamed ? undefined : violationWords(resource, policy);
      return words ? [problem(resource, ...words)] : [];
    }),
  ];
}

/** Finds the addresses in a style sheet that the policy does not allow. */
export function styleViolations(file: string, text: string, policy: Policy): Problem[] {
  return addressesInStyles(text).flatMap(({ text: address, ...place }) => {
    if (['img-src', 'font-src', 'style-src'].some((directive) => allowsAddress(policy, directive, address))) return [];
    return [{ file, ...place, message: `A style asks another host for ${address}`, fix: FIXES.address }];
  });
}

/** Describes why the policy refuses a resource, and what to do; undefined if it allows it. */
function violationWords(
  { kind, directive, text, where }: Resource,
  policy: Policy,
): [message: string, fix: string] | undefined {
  if (kind === 'inline') {
    if (allowsCode(policy, directive, text)) return undefined;
    return [`This build did not make the code in ${where}`, FIXES.inline];
  }
  if (kind === 'attribute') {
    if (policy.get(directive)?.includes("'unsafe-inline'")) return undefined;
    return [`The policy refuses the code in ${where}`, FIXES.attribute];
  }
  if (directive === 'script-src' && !BUILT_SCRIPT.test(text))
    return [`This build did not make the script ${text} in ${where}`, FIXES.script];
  if (allowsAddress(policy, directive, text)) return undefined;
  const fix = sourcesOf(policy, directive).includes("'self'") ? FIXES.address : FIXES.element;
  return [`The policy refuses ${text} in ${where}`, fix];
}
