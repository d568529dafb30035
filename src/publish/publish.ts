import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AstroIntegration, AstroIntegrationLogger } from 'astro';
import type { Handbook } from '#check/handbook.ts';
import { restrictedStrings } from '#editions/restricted-strings.ts';
import { Cache, openCaches } from '#load/cache.ts';
import { addressesOf, hostsOf, scriptsFor } from '#schema/look.ts';
import { formatProblem, plural, sortProblems } from '#schema/problem.ts';
import type { Settings } from '#schema/settings.ts';
import { NEXT } from './built-files.ts';
import { headersFile, hostFileProblems, nginxFile } from './host-files.ts';
import { injectCsp } from './inject-csp.ts';
import { inlineScripts } from './inline-scripts.ts';
import { leaksIn } from './leak-scan.ts';
import { completeLicences } from './licences.ts';
import { policyOf, withSources } from './policy.ts';
import { writeSearchIndex } from './search-index.ts';

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
        const problems = await publishEdition(folder, root, base, handbook, logger);
        if (problems.length === 0) return;
        // A thrown error would make Astro print a stack trace, and leave an output that could be published.
        for (const problem of problems) console.error(problem);
        console.error(`The build failed with ${plural(problems.length, 'error')}.`);
        rmSync(folder, { recursive: true, force: true });
        mkdirSync(folder);
        process.exit(1);
      },
    },
  };
}

/** Writes the files of an edition and returns the problems in it, as lines of text. */
async function publishEdition(
  folder: string,
  root: string,
  base: string,
  { edition: { audience }, excludedEntries, pictures, ...handbook }: Handbook,
  logger: AstroIntegrationLogger,
): Promise<string[]> {
  // Without settings, the content check has stopped the build.
  const settings = handbook.settings as Settings;
  const passed = new Cache<number>();
  const writeCaches = openCaches(root, { [`passedPages.${audience}`]: passed });
  // Pagefind works in a process of its own, while the policy is written.
  const indexing = writeSearchIndex(folder).catch((error: Error) => error);
  const embeds = (settings.embeds ?? []).toSorted();
  const scripts = scriptsFor(audience, settings.head);
  const hosts = hostsOf(scripts);
  const addresses = hosts.map((host) => `https://${host}`);
  const policy = withSources(
    policyOf([...inlineScripts(), ...scripts.flatMap((one) => ('script' in one ? one.script : []))]),
    { 'script-src': addresses, 'connect-src': addresses, 'frame-src': embeds.map((host) => `https://${host}`) },
  );
  if (embeds.length > 0) logger.info(`The policy lets pages show frames of ${embeds.join(', ')}`);
  if (hosts.length > 0) logger.info(`The policy lets pages run scripts of ${hosts.join(', ')} and send to them`);
  const hosted = { base, policy, isOpen: audience === settings.audiences[0] };
  const headers = headersFile(hosted);
  writeFileSync(join(folder, '_headers'), headers);
  completeLicences(folder, root);
  const problems = [
    ...(await injectCsp(folder, base, policy, addressesOf(scripts, base), passed)),
    ...hostFileProblems('_headers', headers),
  ];
  writeCaches();
  const indexed = await indexing;
  if (indexed instanceof Error) return [indexed.message];
  logger.info(`${plural(indexed, 'page')} looked through for the search`);
  const leaks = leaksIn(folder, restrictedStrings(excludedEntries, audience, settings, base), root, pictures);
  const lines = leaks.map(({ place, holds, fix }) => `${place}  holds ${holds}  ${fix}`);
  if (problems.length + leaks.length > 0) return [...sortProblems(problems).map(formatProblem), ...lines];
  const name = basename(folder, NEXT);
  writeFileSync(join(dirname(folder), `${name}.nginx.conf`), nginxFile(hosted, name));
  logger.info('Links, policy and leaks checked');
  return [];
}
