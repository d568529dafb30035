import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Script of a page in a file, as Astro writes it. */
const SCRIPT = /<script type="module" src="([^"]+)"><\/script>/g;

/** Code that imports one file and does nothing else. */
const FORWARDING = /^import\s*["'](\.[^"']+)["'];?\s*$/;

/**
 * Returns a function that replaces each script of a page that only imports another file by that file, and removes
 * repeated ones. Where a group of `codeSplitting` in astro.config.mjs holds the scripts of several components, Rolldown
 * leaves such a file for each of them, and a browser would request them all.
 * @param folder Output folder.
 * @param base The path of the site, with a slash at both ends.
 */
export function scriptMerger(folder: string, base: string): (html: string) => string {
  const targets = new Map<string, string>();
  const targetOf = (address: string) => {
    const target = targets.get(address) ?? forwardedTo(address, folder, base);
    targets.set(address, target);
    return target;
  };
  return (html) => {
    const seen = new Set<string>();
    return html.replace(SCRIPT, (tag, address: string) => {
      const target = targetOf(address);
      if (seen.has(target)) return '';
      seen.add(target);
      return tag.replace(address, () => target);
    });
  };
}

/** Returns the address of the file that a script imports if it does nothing else; otherwise its own. */
function forwardedTo(address: string, folder: string, base: string): string {
  const file = join(folder, address.slice(base.length));
  if (!address.startsWith(base) || !existsSync(file)) return address;
  const [, imported] = FORWARDING.exec(readFileSync(file, 'utf8')) ?? [];
  return imported === undefined ? address : new URL(imported, `https://localhost${address}`).pathname;
}
