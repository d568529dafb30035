import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { LAYERS, notesFolder, ORGANISATION, readLayers } from '#load/layers.ts';
import { readText } from '#load/text.ts';
import { frontMatterOf, frontMatters } from './editor.ts';

/** Where Astro's extension of VS Code looks for the schemas of front matter. */
const FOLDER = '.astro/collections';

/**
 * Writes for Astro's extension of VS Code which schema each front matter is held to. It wants the addresses of the
 * files on this machine, so they cannot be committed.
 * @returns Whether anything changed.
 */
export function writeIntellisense(root: string): boolean {
  const entries = [
    ...readLayers(root, LAYERS).files.map(({ file, path }) => ({
      file,
      name: frontMatterOf(path, kindIn(root, file)),
    })),
    ...readLayers(root, [notesFolder(ORGANISATION)]).files.map(({ file }) => ({ file, name: 'note' })),
  ].filter(({ file }) => file.endsWith('.mdx'));
  const collections = Object.keys(frontMatters).map((name) => ({ hasSchema: true, name }));
  const files: [string, unknown][] = [
    ...Object.entries(frontMatters).map(([name, schema]): [string, unknown] => [`${name}.schema.json`, schema]),
    [
      'collections.json',
      // The extension compares in lower case, and without escapes.
      {
        collections,
        entries: Object.fromEntries(
          entries.map(({ file, name }) => [
            decodeURIComponent(pathToFileURL(join(root, file)).href).toLowerCase(),
            name,
          ]),
        ),
      },
    ],
  ];
  return files.map(([name, value]) => written(join(root, FOLDER, name), JSON.stringify(value))).includes(true);
}

/** The kind that a page names, right or wrong, even where the rest cannot be read yet. */
function kindIn(root: string, file: string): string | undefined {
  return /^kind:\s*['"]?([\w-]+)/m.exec((readText(root, file).text ?? '').slice(0, 2000))?.[1];
}

function written(path: string, text: string): boolean {
  try {
    if (readFileSync(path, 'utf8') === text) return false;
  } catch {
    mkdirSync(dirname(path), { recursive: true });
  }
  writeFileSync(path, text);
  return true;
}
