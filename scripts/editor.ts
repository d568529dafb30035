import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { writeIntellisense } from '#loaders/intellisense.ts';
import { editorFiles } from '#model/editor.ts';

const HELP = `npm run editor    makes .vscode/ anew from the schemas: what VS Code completes and marks as wrong while you type`;

try {
  const { values } = parseArgs({ options: { help: { type: 'boolean', short: 'h' } } });
  if (values.help) console.log(HELP);
  else writeFiles(process.cwd());
} catch (error) {
  console.error(`${(error as Error).message}\n\n${HELP}`);
  process.exitCode = 2;
}

function writeFiles(root: string): void {
  const files = editorFiles();
  const schemas = join(root, '.vscode/schemas');
  // What a schema that is gone leaves behind is ours alone.
  rmSync(schemas, { recursive: true, force: true });
  for (const [path, text] of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  writeIntellisense(root);
  console.log(
    `Wrote ${readdirSync(schemas).length} schemas and ${files.size - readdirSync(schemas).length} files beside them`,
  );
}
