import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { editorFiles, SCHEMAS } from '#contribute/editor.ts';
import { writeIntellisense } from '#contribute/intellisense.ts';

const HELP = `npm run editor    writes what VS Code completes and marks as wrong while you type: schemas and snippets in .vscode/,
                  which git ignores. npm ci does the same.`;

/**
 * Writes the schemas and snippets of VS Code, and what Astro's extension reads.
 * @param root The folder of the handbook.
 * @returns How many files it wrote into `.vscode/`.
 */
export function writeEditorFiles(root: string): number {
  const files = editorFiles();
  // No schema of a kind that no longer exists is left.
  rmSync(join(root, SCHEMAS), { recursive: true, force: true });
  for (const [path, text] of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  writeIntellisense(root);
  return files.size;
}

if (import.meta.main) {
  try {
    const { values } = parseArgs({ options: { help: { type: 'boolean', short: 'h' } } });
    if (values.help) console.log(HELP);
    else console.log(`Wrote ${writeEditorFiles(process.cwd())} files into .vscode/`);
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${HELP}`);
    process.exitCode = 2;
  }
}
