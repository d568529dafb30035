import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';
import type { Handbook } from '#check/handbook.ts';
import { fileTypeAt } from '#load/file-type.ts';
import { OWN_PUBLIC, PUBLIC } from '#load/public-files.ts';
import { mediaTypeOf } from '#schema/file-types.ts';

/**
 * Astro integration that lays the files of an organisation over those of `public/`, as far as the edition has them. In
 * `astro dev` it also answers 404 for links in the two folders, because Vite would follow them; a build stops at the
 * check.
 */
export function publicFolder({ content: { root, publicFiles }, edition }: Handbook): AstroIntegration {
  return {
    name: 'playbook-public-files',
    hooks: {
      'astro:server:setup'({ server }) {
        server.middlewares.use(serveFiles(root, server.config.base, edition.excluded));
      },
      'astro:build:done'({ dir }) {
        for (const { file, path } of publicFiles.own) {
          if (edition.excluded.has(path)) continue;
          const target = join(fileURLToPath(dir), path);
          mkdirSync(dirname(target), { recursive: true });
          cpSync(join(root, file), target);
        }
      },
    },
  };
}

function serveFiles(root: string, base: string, excluded: ReadonlySet<string>) {
  return (request: IncomingMessage, response: ServerResponse, next: () => void): void => {
    const address = decodeAddress((request.url ?? '').replace(/[?#].*$/, ''));
    const path = address.startsWith(base) ? address.slice(base.length) : address;
    const types = [OWN_PUBLIC, PUBLIC].map((folder) => fileTypeAt(root, `${folder}/${path}`).type);
    const isHidden = path.split('/').some((name) => name.startsWith('.'));
    if (types[0] === 'file' && !isHidden && !excluded.has(path)) {
      response.setHeader('Content-Type', mediaTypeOf(path));
      response.end(readFileSync(join(root, OWN_PUBLIC, path)));
    } else if (types.includes('link')) {
      response.statusCode = 404;
      response.end();
    } else next();
  };
}

/** Decodes an address to the name of a file; unchanged if it is malformed. */
function decodeAddress(address: string): string {
  try {
    return decodeURIComponent(address);
  } catch {
    return address;
  }
}
