import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Folder of Starlight's components, found by one that themes may override and that Starlight therefore exports by name.
 */
const COMPONENTS = dirname(fileURLToPath(import.meta.resolve('@astrojs/starlight/components/ThemeProvider.astro')));

/** Components whose script is on no page, because ours override them. */
const OVERRIDDEN = ['Search.astro'];

const INLINE_SCRIPT = /<script\b[^>]*\sis:inline\b[^>]*>([\s\S]*?)<\/script>/g;

/**
 * Reads the inline scripts of Starlight's components, which choose the theme and restore the sidebar before the page
 * renders. They are read from there and not from built pages, where a script could come from anywhere. Our own
 * components have none: Astro bundles their scripts into files.
 */
export function inlineScripts(): string[] {
  const files = readdirSync(COMPONENTS).filter((name) => name.endsWith('.astro') && !OVERRIDDEN.includes(name));
  const texts = files.map((name) => readFileSync(join(COMPONENTS, name), 'utf8'));
  return texts.flatMap((text) => [...text.matchAll(INLINE_SCRIPT)].map(([, code = '']) => code));
}
