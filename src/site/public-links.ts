import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AstroIntegration } from 'astro';
import { fileTypeAt } from '#load/file-type.ts';

/** Astro integration that answers 404 for links in `public/`, because Vite would follow them. A build stops at the check. */
export function publicLinks(): AstroIntegration {
  return {
    name: 'playbook-public-links',
    hooks: {
      'astro:server:setup'({ server }) {
        server.middlewares.use(refuseLinks(server.config.root, server.config.base));
      },
    },
  };
}

function refuseLinks(root: string, base: string) {
  return (request: IncomingMessage, response: ServerResponse, next: () => void): void => {
    const address = decodeAddress((request.url ?? '').replace(/[?#].*$/, ''));
    const path = address.startsWith(base) ? address.slice(base.length) : address;
    if (fileTypeAt(root, `public/${path}`).type !== 'link') {
      next();
      return;
    }
    response.statusCode = 404;
    response.end();
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
