import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of Starlight's components, by one that themes may override and that it therefore exports by name. */
const COMPONENTS = dirname(fileURLToPath(import.meta.resolve('@astrojs/starlight/components/ThemeProvider.astro')));

/** A component with a script that no page has, because ours takes its place. */
const OVERRIDDEN = ['Search.astro'];

const INLINE_SCRIPT = /<script\b[^>]*\sis:inline\b[^>]*>([\s\S]*?)<\/script>/g;

/**
 * The scripts that Starlight writes into pages as they are in its components: they choose the theme and restore the
 * sidebar before the page is drawn. They are read from there and not from built pages, where a script could come from
 * anywhere. Our own components have none: Astro makes files of their scripts.
 */
export function inlineScripts(): string[] {
  const files = readdirSync(COMPONENTS).filter((name) => name.endsWith('.astro') && !OVERRIDDEN.includes(name));
  const texts = files.map((name) => readFileSync(join(COMPONENTS, name), 'utf8'));
  return texts.flatMap((text) => [...text.matchAll(INLINE_SCRIPT)].map(([, code = '']) => code));
}
