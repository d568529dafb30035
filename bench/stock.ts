import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { filesIn } from '#publish/built-files.ts';

const CONTENT_CONFIG = `import { docsLoader } from '@astrojs/starlight/loaders';
import { docsSchema } from '@astrojs/starlight/schema';
import { defineCollection } from 'astro:content';

export const collections = { docs: defineCollection({ loader: docsLoader(), schema: docsSchema() }) };
`;

/**
 * Writes a stock Starlight site with the text of a handbook: the same addresses, titles, descriptions and bodies, and
 * nothing else that the handbook knows. Its sidebar is one flat list of every page.
 * @param folder An empty folder inside the project, so that its packages are found there.
 * @param handbook The folder of a handbook that stands alone, as `writeHandbook` makes it.
 */
export function writeStock(folder: string, handbook: string): void {
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const pages = filesIn(join(handbook, 'content')).filter((file) => file.endsWith('.mdx'));
  for (const file of pages) {
    const [, front = '', body = ''] = /^---\n(.*?)\n---\n(.*)$/s.exec(read(handbook, file)) ?? [];
    // Both values stand in one line or are folded; what is indented belongs to the key above it.
    const known = front.match(/^(title|description):.*(\n .*)*/gm) ?? [];
    write(`src/content/docs/${file}`, `---\n${known.join('\n')}\n---\n${body}`);
  }
  const sidebar = pages.map((file) => file.replace(/\.mdx$/, ''));
  write('src/content.config.ts', CONTENT_CONFIG);
  // Astro bundles the integrations that are dependencies, and takes others for plain packages.
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
