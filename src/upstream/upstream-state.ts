import { existsSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Document, parseDocument } from 'yaml';
import { UserError } from '#load/git.ts';
import { readText } from '#load/text.ts';
import { readYamlFile } from '#load/yaml.ts';
import { formatReport } from '#schema/problem.ts';
import { placesIn, schemaProblems } from '#schema/schema-problems.ts';
import { STATE, type UpstreamState, upstreamState } from './drift.ts';

const HEADING =
  ' Kept by "npm run upstream"; commit it with the rest. Where upstream is, which version of it you have,\n and for each page you replaced or annotated the upstream version that you last compared it with.';

/**
 * Reads `org/upstream.yaml`; where it is absent, nothing is known yet.
 * @throws UserError with the places of what is wrong in it.
 */
export function readState(root: string): UpstreamState {
  if (!existsSync(join(root, STATE))) return { based: {} };
  const read = readYamlFile(root, STATE);
  if (read.problems) throw new UserError(formatReport(read.problems));
  const value = read.located.value ?? {};
  const problems = schemaProblems(upstreamState, value, placesIn(STATE, read.located));
  if (problems.length > 0) throw new UserError(formatReport(problems));
  return upstreamState.parse(value);
}

/** Where readers find the files of upstream on the web, as far as `org/upstream.yaml` knows it. */
export function upstreamAddress(root: string): string | undefined {
  try {
    const address = readState(root).source?.replace(/\.git$/, '');
    return address?.startsWith('https://') ? address : undefined;
  } catch (error) {
    // What is wrong in it is said by the command that keeps it.
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

/** The text of `org/upstream.yaml` with what is known now; comments in it stay. */
export function stateText(root: string, { source, ref, based }: UpstreamState): string {
  const file = join(root, STATE);
  const text = existsSync(file) ? (readText(root, STATE).text ?? '') : '';
  const document = text.trim() === '' ? new Document({}) : parseDocument(text);
  if (text.trim() === '') document.commentBefore = HEADING;
  if (source !== undefined) document.set('source', source);
  if (ref !== undefined) document.set('ref', ref);
  const sorted = Object.entries(based).sort(([a], [b]) => (a < b ? -1 : 1));
  if (sorted.length > 0) document.set('based', Object.fromEntries(sorted));
  else document.delete('based');
  return document.toString({ lineWidth: 0 });
}

/** Writes `org/upstream.yaml` as a whole or not at all, and only if it says something else now. */
export function writeState(root: string, state: UpstreamState): boolean {
  const text = stateText(root, state);
  if (existsSync(join(root, STATE)) && readText(root, STATE).text === text) return false;
  if (!existsSync(join(root, 'org'))) return false;
  const next = join(root, `${STATE}.next`);
  writeFileSync(next, text);
  renameSync(next, join(root, STATE));
  return true;
}
