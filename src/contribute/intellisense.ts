import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { LAYERS, notesFolder, ORGANISATION, readLayers } from '#load/layers.ts';
import { readText } from '#load/text.ts';
import { frontMatterOf, frontMatters } from './editor.ts';

/** Folder in which Astro's extension of VS Code looks for the schemas of front matter. */
const FOLDER = '.astro/collections';

/**
 * Writes the schemas of front matter for Astro's extension of VS Code, with the schema of each file. The extension needs
 * absolute file URLs, so the files cannot be committed.
 * @returns Whether anything changed.
 */
export function writeIntellisense(root: string): boolean {
  const entries = [
    ...readLayers(root, LAYERS).files.map(({ file, path, layer }) => {
      const kind = kindIn(root, file);
      return [file, frontMatterOf(path, kind, layer === ORGANISATION)] as const;
    }),
    ...readLayers(root, [notesFolder(ORGANISATION)]).files.map(({ file }) => [file, 'note'] as const),
  ].filter(([file]) => file.endsWith('.mdx'));
  // The extension looks addresses up in lower case, and without escapes.
  const addressIn = (file: string) => decodeURIComponent(pathToFileURL(join(root, file)).href).toLowerCase();
  const files: [string, unknown][] = [
    ...Object.entries(frontMatters).map(([name, schema]): [string, unknown] => [`${name}.schema.json`, schema]),
    [
      'collections.json',
      {
        collections: Object.keys(frontMatters).map((name) => ({ hasSchema: true, name })),
        entries: Object.fromEntries(entries.map(([file, name]) => [addressIn(file), name])),
      },
    ],
  ];
  return files.map(([name, value]) => writeIfChanged(join(root, FOLDER, name), JSON.stringify(value))).includes(true);
}

/** Finds the kind in the text of a page, valid or not, even if its front matter cannot be parsed. */
function kindIn(root: string, file: string): string | undefined {
  return /^kind:\s*['"]?([\w-]+)/m.exec((readText(root, file).text ?? '').slice(0, 2000))?.[1];
}

function writeIfChanged(path: string, text: string): boolean {
  if (existsSync(path) && readFileSync(path, 'utf8') === text) return false;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return true;
}
