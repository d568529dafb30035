import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AstroIntegration, AstroIntegrationLogger } from 'astro';
import type { Handbook } from '#check/handbook.ts';
import { restrictedStrings } from '#editions/restricted-strings.ts';
import { formatProblem, type Problem, plural, sortProblems } from '#schema/problem.ts';
import type { Settings } from '#schema/settings.ts';
import { headersFile, hostFileProblems, nginxFile } from './host-files.ts';
import { injectCsp, policyOf } from './inject-csp.ts';
import { inlineScripts } from './inline-scripts.ts';
import { leaksIn } from './leak-scan.ts';
import { writeSearchIndex } from './search-index.ts';

/** Suffix of the folder that `npm run build` builds into, before it replaces the last output. */
export const NEXT = '.next';

/**
 * Astro integration that completes an edition after its pages are written: the search index, the policy and the headers
 * of hosts, and the checks of links and leaks. If a check finds a problem, the output is emptied and the build fails.
 * It must be the last integration, so that it sees the files of all others.
 * @param base The path of the site, with a slash at both ends.
 */
export function publish(handbook: Handbook, base: string): AstroIntegration {
  let root = process.cwd();
  return {
    name: 'playbook-publish',
    hooks: {
      'astro:config:done'({ config }) {
        root = fileURLToPath(config.root);
      },
      async 'astro:build:done'({ dir, logger }) {
        const folder = fileURLToPath(dir).replace(/[\\/]$/, '');
        // The settings exist: without them, the content check has stopped the build.
        const problems = await publishEdition(folder, root, base, handbook, handbook.settings as Settings, logger);
        if (problems.length > 0) refuse(folder, problems);
      },
    },
  };
}

async function publishEdition(
  folder: string,
  root: string,
  base: string,
  { edition: { audience }, excludedEntries, pictures }: Handbook,
  settings: Settings,
  logger: AstroIntegrationLogger,
): Promise<string[]> {
  // Pagefind works in a process of its own, on the pages as they are now.
  const indexing = writeSearchIndex(folder).catch((error: Error) => error);
  const policy = policyOf(inlineScripts());
  const hosted = { base, policy, isOpen: audience === settings.audiences[0] };
  const headers = headersFile(hosted);
  writeFileSync(join(folder, '_headers'), headers);
  const problems: Problem[] = [...injectCsp(folder, base, policy), ...hostFileProblems('_headers', headers)];
  const indexed = await indexing;
  if (indexed instanceof Error) return [indexed.message];
  logger.info(`${plural(indexed, 'page')} looked through for the search`);
  const leaks = leaksIn(folder, restrictedStrings(excludedEntries, audience, settings), root, pictures);
  const found = [
    ...sortProblems(problems).map(formatProblem),
    ...leaks.map(({ file, holds, fix }) => `${file}  holds ${holds}  ${fix}`),
  ];
  if (found.length > 0) return found;
  const name = basename(folder, NEXT);
  writeFileSync(join(dirname(folder), `${name}.nginx.conf`), nginxFile(hosted, name));
  logger.info('Links, policy and leaks checked');
  return [];
}

/**
 * Prints the problems, empties the output so that nothing can be published, and exits. For a thrown error, Astro would
 * print a stack trace.
 */
function refuse(folder: string, problems: readonly string[]): never {
  for (const problem of problems) console.error(problem);
  console.error(`The build failed with ${plural(problems.length, 'error')}.`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  process.exit(1);
}
