import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { parse } from 'yaml';
import { readHandbook } from '#check/handbook.ts';
import type { Problem } from '#schema/problem.ts';
import { root, smallHandbook, temporaryFolder } from './helpers.ts';

// The tables of mistakes in tests/check/mistakes/, one for each rule of the check.

/** Changes of the text with which a file starts, applied in this order. */
interface Edit {
  /** Text that occurs once, and what takes its place. */
  replace?: string;
  with?: string;
  /** Lines at the end of the front matter. */
  fields?: string;
  /** Text after the front matter, in place of what is there. */
  body?: string;
  /** Lines at the end of the file. */
  add?: string;
}

/** Row of a table: files laid over the small handbook of the fixtures, and the report of the check. */
export interface Mistake {
  name: string;
  /** Name of the table: the rule that finds the mistake. */
  rule: string;
  /** Whole text or bytes of a file, or edits of the text that it starts with, by path. */
  files: Record<string, string | Uint8Array | Edit | Edit[]>;
  /** Problems as the check prints them, one a line. */
  problems: string;
}

const tables = join(root, 'tests/check/mistakes');

/** Rows of all tables. */
export const mistakes: Mistake[] = readdirSync(tables).flatMap((table) => {
  const text = readFileSync(join(tables, table), 'utf8');
  const rows: Record<string, Pick<Mistake, 'files'> & Partial<Mistake>> = parse(text, { customTags: ['binary'] });
  return Object.entries(rows).map(([name, row]) => ({ name, rule: basename(table, '.yaml'), problems: '', ...row }));
});

/** Guide with nothing wrong in it. */
const guide = (title: string) => `---
kind: guide
title: ${title}
description: What this page is about.
owner: editors
reviewed: [{day: 2026-01-15, outcome: edited}]
sources:
  - source: a-book
provenance: editorial
---
Words.
`;

/** Note with nothing wrong in it. */
const NOTE = `---
owner: editors
reviewed: 2026-01-15
---

Words.
`;

/** Day on which the handbooks with mistakes are checked. */
const today = '2026-06-30';

/** Makes a temporary folder for handbooks with mistakes, which share the small one. */
export function makeMistakesFolder(): string {
  const folder = temporaryFolder();
  cpSync(smallHandbook, join(folder, 'handbook'), { recursive: true });
  return folder;
}

/**
 * Writes the files of a mistake, and returns the path of the layer that they make over the small handbook.
 * @param change Changes the text of each file before it is written.
 */
export function writeMistake(folder: string, { name, files }: Mistake, change?: (text: string) => string): string {
  const layer = `mistakes/${name}`;
  writeFiles(join(folder, layer), files, change);
  return layer;
}

/**
 * Writes the files of a mistake into a folder.
 * @param change Changes the text of each file before it is written.
 */
export function writeFiles(folder: string, files: Mistake['files'], change = (text: string) => text): void {
  for (const [path, file] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    const content = contentOf(path, file);
    writeFileSync(join(folder, path), typeof content === 'string' ? change(content) : content);
  }
}

/** Checks the small handbook with a layer over it. */
export function problemsWith(folder: string, layer: string): Problem[] {
  return readHandbook(folder, { layers: ['handbook/content', `${layer}/content`], today }).problems;
}

function contentOf(path: string, file: Mistake['files'][string]): string | Uint8Array {
  if (typeof file === 'string') return endLine(file);
  return file instanceof Uint8Array ? file : endLine([file].flat().reduce(edit, startOf(path)));
}

/** Text that edits start from: the file of the small handbook, or else a note or a guide, titled as its file is named. */
function startOf(path: string): string {
  const file = join(smallHandbook, path);
  if (existsSync(file)) return readFileSync(file, 'utf8');
  const name = basename(path, extname(path));
  return path.startsWith('notes/') ? NOTE : guide(`${name.charAt(0).toUpperCase()}${name.slice(1)}`);
}

function edit(text: string, { replace, with: by = '', fields, body, add }: Edit): string {
  let edited = text;
  if (replace !== undefined) {
    if (text.split(replace).length !== 2) throw new Error(`Not there once: ${replace}`);
    edited = text.replace(replace, () => by);
  }
  if (fields !== undefined) edited = edited.replace(/(?<=\n)---\n/, (line) => endLine(fields) + line);
  if (body !== undefined) edited = edited.replace(/(?<=\n---\n).*$/s, () => body);
  return add === undefined ? edited : edited + add;
}

/** Adds the newline that YAML leaves out after a text of one line. */
const endLine = (text: string) => text.replace(/[^\n]$/, '$&\n');
