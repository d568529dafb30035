import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Document, parseDocument } from 'yaml';
import * as z from 'zod';
import { UserError } from '#load/git.ts';
import { replaceFile } from '#load/replace-file.ts';
import { readText } from '#load/text.ts';
import { readYamlFile } from '#load/yaml.ts';
import { text } from '#schema/fields.ts';
import { formatReport } from '#schema/problem.ts';
import { webAddressOf } from '#schema/remote-address.ts';
import { placesIn, schemaProblems } from '#schema/schema-problems.ts';
import { isAdopted, STATE } from './paths.ts';

/** Value in place of a blob id where upstream has no such file. */
export const NONE = 'none';

const objectId = () => z.string().regex(/^([0-9a-f]{40}|[0-9a-f]{64})$/, 'the full id of a commit, 40 letters long');

const schema = z.strictObject({
  source: text().optional().describe('The address of upstream, used where no git remote is called upstream.'),
  ref: objectId().optional().describe('The commit of upstream that was last brought in.'),
  based: z
    .record(z.string(), z.union([objectId(), z.literal(NONE)]))
    .default({})
    .describe('For each replaced or annotated file the git blob id of the upstream file it was last compared with.'),
});

/** Content of `org/upstream.yaml`: where upstream is, and the versions of its files that overrides are based on. */
export type UpstreamState = z.infer<typeof schema>;

const HEADING =
  ' Written by "npm run upstream"; commit it with the rest. Where upstream is, which version of it you have,\n and for each page you replaced or annotated the upstream version that you last compared it with.';

/**
 * Reads `org/upstream.yaml`. Without the file, nothing is known yet.
 * @throws UserError with the position of each problem in the file.
 */
export function readState(root: string): UpstreamState {
  if (!existsSync(join(root, STATE))) return { based: {} };
  const { located, problems } = readYamlFile(root, STATE);
  if (problems) throw new UserError(formatReport(problems));
  const value = located.value ?? {};
  const invalid = schemaProblems(schema, value, placesIn(STATE, located));
  if (invalid.length > 0) throw new UserError(formatReport(invalid));
  return schema.parse(value);
}

/** Returns the web address of upstream, if `org/upstream.yaml` has one. */
export function upstreamAddress(root: string): string | undefined {
  try {
    const { source } = readState(root);
    return source === undefined ? undefined : webAddressOf(source);
  } catch (error) {
    // `npm run upstream` reports problems in the file.
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

/** Renders `org/upstream.yaml` with a new state. Comments in it are preserved. */
export function stateText(root: string, { source, ref, based }: UpstreamState): string {
  const written = currentText(root);
  const document = written.trim() === '' ? new Document({}) : parseDocument(written);
  if (written.trim() === '') document.commentBefore = HEADING;
  if (source !== undefined) document.set('source', source);
  if (ref !== undefined) document.set('ref', ref);
  const sorted = Object.entries(based).sort(([a], [b]) => (a < b ? -1 : 1));
  if (sorted.length > 0) document.set('based', Object.fromEntries(sorted));
  else document.delete('based');
  return document.toString({ lineWidth: 0 });
}

function currentText(root: string): string {
  return existsSync(join(root, STATE)) ? (readText(root, STATE).text ?? '') : '';
}

/** Writes `org/upstream.yaml`, atomically and only if it changes. */
export function writeState(root: string, state: UpstreamState): void {
  const text = stateText(root, state);
  if (isAdopted(root) && currentText(root) !== text) replaceFile(join(root, STATE), text);
}
