import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** File of the output with the licences of everything in it. */
export const LICENCES = 'licences.txt';

/** Packages with files in the output that Vite does not bundle, so that its list lacks them, and their licences. */
const UNBUNDLED = { pagefind: 'LICENSE/LICENSE', 'expressive-code': 'LICENSE' };

/**
 * Completes the list that Vite writes of the packages in the scripts: with the licences of the handbook, and those of
 * packages whose files are copied.
 * @param folder Folder of the output.
 * @param root Root folder of the handbook.
 */
export function completeLicences(folder: string, root: string): void {
  const file = join(folder, LICENCES);
  // A site of the benchmarks has no files but those that it is built from.
  const names = ['LICENSE-CONTENT', 'LICENSE'].filter((name) => existsSync(join(root, name)));
  const own = names.map((name) => readFileSync(join(root, name), 'utf8').trim());
  const copied = Object.entries(UNBUNDLED).map(([name, licence]) => {
    const [start] = fileURLToPath(import.meta.resolve(name)).split(join('node_modules', name));
    const folder = join(start ?? '', 'node_modules', name);
    const { version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    return `## ${name} - ${version} (${license})\n\n${readFileSync(join(folder, licence), 'utf8').trim()}`;
  });
  writeFileSync(file, `${[...own, readFileSync(file, 'utf8').trim(), ...copied].join('\n\n')}\n`);
}
