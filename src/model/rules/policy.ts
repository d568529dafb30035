import { addressesInStyles, type Document, type Use } from '../document.ts';
import { hash, type Policy, parsePolicy, policyText, sourcesOf } from '../policy.ts';
import type { Problem } from '../problem.ts';

/** The digest of a piece of code: SHA-256 in Base64. */
export type Digest = (code: string) => string;

/**
 * What a written page does that the policy it carries does not allow, and so would be refused by
 * every browser: the last look before an edition is published.
 */
export function policyProblems(file: string, { uses, policies }: Document, policy: Policy, digest: Digest): Problem[] {
  const [carried, second] = policies;
  if (!carried) return [{ file, line: 1, column: 1, message: 'The page carries no policy', fix: WRITE_A_HEAD }];
  const problems: Problem[] = [];
  if (carried.text !== policyText(policy, 'page')) {
    problems.push(
      problem(file, carried, 'The page carries a policy of its own', 'Leave it out: every build writes one'),
    );
  }
  if (second) {
    problems.push(problem(file, second, 'The page carries a second policy', 'Leave it out: every build writes one'));
  }
  if (carried.late)
    problems.push(problem(file, carried, 'The policy stands after what it decides about', WRITE_A_HEAD));
  const own = parsePolicy(carried.text);
  return [...problems, ...uses.flatMap((use) => refusals(file, use, own, digest))];
}

const WRITE_A_HEAD = 'Give the page a head that begins with its character set or its title';

/** The addresses in a style sheet of the edition that the policy does not allow. */
export function styleProblems(file: string, text: string, policy: Policy): Problem[] {
  return addressesInStyles(text).flatMap(({ text: address, ...point }) => {
    const isAllowed = ['img-src', 'font-src', 'style-src'].some((directive) => allows(policy, directive, address));
    return isAllowed ? [] : [problem(file, point, `A style asks another host for ${address}`, cures.address)];
  });
}

function refusals(file: string, use: Use, policy: Policy, digest: Digest): Problem[] {
  if (use.kind === 'inline') {
    if (sourcesOf(policy, use.directive).includes(hash(digest(use.text)))) return [];
    return [problem(file, use, `This build did not make the code in ${use.where}`, cures.inline)];
  }
  if (use.kind === 'attribute') {
    const sources = policy.get(use.directive) ?? [];
    if (sources.includes("'unsafe-inline'")) return [];
    return [problem(file, use, `The policy refuses the code in ${use.where}`, cures.attribute)];
  }
  if (use.directive === 'script-src' && !BUILT_SCRIPT.test(use.text))
    return [problem(file, use, `This build did not make the script ${use.text} in ${use.where}`, cures.script)];
  if (allows(policy, use.directive, use.text)) return [];
  const fix = sourcesOf(policy, use.directive).includes("'self'") ? cures.address : cures.element;
  return [problem(file, use, `The policy refuses ${use.text} in ${use.where}`, fix)];
}

/** The address of a script that Astro made. Files of `public/` are never there: the check refuses such a folder. */
const BUILT_SCRIPT = /^(?:\.{0,2}\/(?:[^/\\]+\/)*)?_astro\/[^/\\]+$/;

const cures = {
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
