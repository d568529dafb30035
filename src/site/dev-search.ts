import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { AstroIntegration } from 'astro';
import type { Handbook } from '#check/handbook.ts';

/**
 * Astro integration that serves the search index of the last build of the same edition in `astro dev`, which has none.
 */
export function devSearch({ edition: { audience, audiences } }: Handbook): AstroIntegration {
  return {
    name: 'playbook-dev-search',
    hooks: {
      'astro:server:setup'({ server }) {
        const { root, base } = server.config;
        const outputs = [`dist.${audience}`, ...(audience === audiences.at(-1) ? ['dist'] : [])];
        const output = outputs.find((name) => existsSync(join(root, name))) ?? 'dist';
        const folder = `${root}/${output}/pagefind/`;
        server.middlewares.use((request, response, next) => {
          const [, name] = new URL(request.url ?? '/', 'http://localhost').pathname.split(`${base}pagefind/`);
          if (!name || !statSync(folder + name, { throwIfNoEntry: false })?.isFile()) return next();
          response.setHeader('Content-Type', name.endsWith('.js') ? 'text/javascript' : 'application/octet-stream');
          response.end(readFileSync(folder + name));
        });
      },
    },
  };
}
