import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The root of the project. */
export const root = join(import.meta.dirname, '..');

/** A whole tiny site in a temporary folder: the code of this project around content of its own. */
export interface Site {
  folder: string;
  write(path: string, text: string): void;
  read(path: string): string;
  remove(path: string): void;
}

/** Makes a site from the small handbook of the fixtures. The caller removes its folder. */
export function makeSite(): Site {
  // Inside the project, so that packages are found there; a linked node_modules confuses Astro.
  mkdirSync(join(root, '.sites'), { recursive: true });
  const folder = mkdtempSync(join(root, '.sites/site-'));
  for (const name of ['astro.config.mjs', 'package.json', 'tsconfig.json', 'src', 'scripts', 'public']) {
    cpSync(join(root, name), join(folder, name), { recursive: true });
  }
  cpSync(join(root, 'tests/fixtures/handbook/content'), join(folder, 'content'), { recursive: true });
  return {
    folder,
    write(path, text) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    },
    read: (path) => readFileSync(join(folder, path), 'utf8'),
    remove: (path) => rmSync(join(folder, path), { recursive: true, force: true }),
  };
}
