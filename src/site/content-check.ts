import type { AstroIntegration, AstroIntegrationLogger } from 'astro';
import type { Handbook } from '#check/handbook.ts';
import { LAYERS } from '#load/layers.ts';
import { formatReport, plural } from '#schema/problem.ts';
import { problemPages } from './problem-pages.ts';

/**
 * Ends the process with exit code 1 and the report if the content has problems, or if EDITION names no audience. To be
 * called while the configuration loads: for an error in a later hook, Astro would print a stack trace.
 * @param isDev True for `astro dev`, which only needs settings that can be read, and shows the other problems.
 */
export function endIfInvalid({ edition: { audience }, settings, problems }: Handbook, isDev: boolean): void {
  const { audiences } = settings ?? { audiences: [audience] };
  if (!audiences.includes(audience)) {
    console.error(`There is no edition "${audience}". The audiences in the settings are ${audiences.join(', ')}.`);
  } else if (problems.length > 0 && !(isDev && settings)) console.error(formatReport(problems));
  else return;
  process.exit(1);
}

/**
 * Astro integration that checks the content in `astro dev`: prints the report at the start and after each change, and
 * shows the problems of a page instead of its content, while the other pages keep working. A build logs its edition.
 */
export function contentCheck(handbook: Handbook): AstroIntegration {
  return {
    name: 'playbook-check',
    hooks: {
      'astro:config:setup'({ command, logger, addMiddleware }) {
        if (command === 'dev')
          addMiddleware({ entrypoint: new URL('dev-middleware.ts', import.meta.url), order: 'pre' });
        if (command === 'build' && !process.env['EDITION']) logEdition(handbook, logger);
      },
      async 'astro:server:setup'({ server, logger }) {
        // Imported here, so that no build waits for the schemas of editors.
        const { writeIntellisense } = await import('#contribute/intellisense.ts');
        const { frameOf, startCheckWorker } = await import('./check-worker.ts');
        const { root } = server.config;
        const show = problemPages(server, handbook.settings?.logo);
        let frame = frameOf(handbook);
        show(handbook.problems);
        writeIntellisense(root);
        server.watcher.add(LAYERS.map((layer) => `${root}/${layer.split('/')[0]}`));
        const read = startCheckWorker(root, handbook, (now) => {
          show(now.problems);
          if (now.frame === undefined || now.frame === frame) return;
          frame = now.frame;
          if (frame !== frameOf(handbook)) logger.warn(RESTART);
        });
        server.watcher.on('all', (_event, path) => {
          if (/^\/(content|org|public)\//.test(path.replaceAll('\\', '/').slice(root.length))) read();
        });
      },
    },
  };
}

/** Logs what the edition excludes and how to build the others. */
function logEdition({ edition, settings, excludedEntries }: Handbook, logger: AstroIntegrationLogger): void {
  const { audience } = edition;
  const audiences = settings?.audiences ?? [audience];
  const pages = excludedEntries.filter(({ file }) => file.endsWith('.mdx'));
  const counts = audiences.flatMap((name) => {
    const count = pages.filter((page) => page.audience === name).length;
    return count === 0 ? [] : [`${plural(count, 'page')} for ${name}`];
  });
  logger.info(`This is the edition for ${audience}. ${counts.length > 0 ? `It leaves out ${counts.join(', ')}.` : ''}`);
  if (counts.length > 0) logger.info(`npm run build -- --edition ${audiences.at(-1)} builds everything.`);
}

/** Astro cannot reload these while it runs: its own restart keeps the old pages. */
const RESTART =
  'The settings, redirects, strings of the interface or a rule changed, or which files there are. To see all of it, stop this command with Ctrl+C and run it again.';
