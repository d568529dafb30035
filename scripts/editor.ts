import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { editorFiles, SCHEMAS } from '#contribute/editor.ts';
import { writeIntellisense } from '#contribute/intellisense.ts';
import { runCommand, runMain } from './terminal.ts';

const HELP = `npm run editor    writes what VS Code completes and marks as wrong while you type: schemas and snippets in .vscode/,
                  which git ignores. npm ci does the same.`;

/**
 * Writes the schemas and snippets of VS Code, and what Astro's extension reads.
 * @param root Root folder of the handbook.
 * @returns Number of files written into `.vscode/`.
 */
export function writeEditorFiles(root: string): number {
  const files = editorFiles();
  // Remove the schemas of kinds that no longer exist.
  rmSync(join(root, SCHEMAS), { recursive: true, force: true });
  for (const [path, text] of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  writeIntellisense(root);
  return files.size;
}

if (import.meta.main) {
  await runMain((args, root, terminal) =>
    runCommand({ name: 'editor', help: HELP, options: {} }, args, terminal, () => {
      terminal.log(`Wrote ${writeEditorFiles(root)} files into .vscode/`);
      return 0;
    }),
  );
}
