import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { filesIn } from '#publish/built-files.ts';

const CONTENT_CONFIG = `import { docsLoader } from '@astrojs/starlight/loaders';
import { docsSchema } from '@astrojs/starlight/schema';
import { defineCollection } from 'astro:content';

export const collections = { docs: defineCollection({ loader: docsLoader(), schema: docsSchema() }) };
`;

/**
 * Writes a stock Starlight site with the text of a handbook: the same URLs, titles, descriptions and bodies, and
 * nothing else. Its sidebar is a flat list of all pages.
 * @param folder An empty folder inside the project, so that module resolution finds its packages.
 * @param handbook Folder of a handbook written by `writeHandbook` without `over`.
 */
export function writeStock(folder: string, handbook: string): void {
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const pages = filesIn(join(handbook, 'content')).filter((file) => file.endsWith('.mdx'));
  for (const file of pages) {
    const [, front = '', body = ''] = /^---\n(.*?)\n---\n(.*)$/s.exec(read(handbook, file)) ?? [];
    // Each value is on one line or folded; indented lines belong to the key above.
    const known = front.match(/^(title|description):.*(\n .*)*/gm) ?? [];
    write(`src/content/docs/${file}`, `---\n${known.join('\n')}\n---\n${body}`);
  }
  const sidebar = pages.map((file) => file.replace(/\.mdx$/, ''));
  write('src/content.config.ts', CONTENT_CONFIG);
  // Astro bundles an integration only if it is listed as a dependency; otherwise it treats it as a plain package.
  write(
    'package.json',
    JSON.stringify({
      type: 'module',
      scripts: { build: 'astro build' },
      dependencies: { astro: '*', '@astrojs/starlight': '*' },
    }),
  );
  write('tsconfig.json', JSON.stringify({ extends: 'astro/tsconfigs/strict' }));
  write(
    'astro.config.mjs',
    `import starlight from '@astrojs/starlight';
import { defineConfig } from 'astro/config';

export default defineConfig({
  integrations: [starlight({ title: 'A handbook of samples', sidebar: ${JSON.stringify(sidebar)} })],
});
`,
  );
  write('public/favicon.svg', readFileSync(join(import.meta.dirname, '../public/favicon.svg'), 'utf8'));
}

function read(handbook: string, file: string): string {
  return readFileSync(join(handbook, 'content', file), 'utf8');
}
