import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Handbook, readHandbook } from '#check/handbook.ts';
import { allRules } from '#check/organisation-rules.ts';
import type { Rule } from '#check/rule.ts';
import { nameOf, strictestAudience } from '#editions/edition.ts';
import { type EditionContent, editionOf } from '#editions/edition-of.ts';
import { targetIds } from '#load/content.ts';
import { UserError } from '#load/git.ts';
import { LAYERS, ORGANISATION, readLayers } from '#load/layers.ts';
import { foldersAround } from '#load/pages.ts';
import { readSettings, settingsFile } from '#load/settings-files.ts';
import type { Transaction } from '#load/transaction.ts';
import { refuseUnread } from '#load/unexpected-files.ts';
import { namesAround } from '#schema/address.ts';
import type { Target } from '#schema/fields.ts';
import { belongsIn, folderOf, type Kind, kinds, pageId } from '#schema/pages/index.ts';
import { foldersOf } from '#schema/part.ts';
import { formatAdvice, formatProblem, type Problem } from '#schema/problem.ts';
import { destinationOf } from '#schema/redirects.ts';
import { excludedWords, type Reference, referenceWords } from '#schema/references.ts';
import type { Settings } from '#schema/settings.ts';
import { titleProblems } from './contribution.ts';
import { draftBody } from './draft.ts';
import { fieldsGiven, foldersFor, orderedFolders, pathFor, type Subject, sourceOf } from './subject.ts';

/** Ids that new content may refer to. */
export interface References {
  idsOf(target: Target): readonly string[];
  /** Problem of a reference with its fix; undefined if it is valid. */
  problemOf(reference: Reference): string | undefined;
}

/** Layer that new content goes into, with the settings. */
export interface NewContentLayer {
  root: string;
  layer: string;
  settings: Settings | undefined;
}

/** Handbook that new content is added to. */
export interface NewContentContext extends NewContentLayer {
  today: string;
  /** Rules that judge the new content. */
  rules: readonly Rule[];
  handbook: Handbook;
  references: References;
  /** Files of all pages and entries from the root, by id. */
  files: ReadonlyMap<string, string>;
}

/**
 * Finds the layer that new content goes into.
 * @throws UserError if the handbook has files that cannot be read.
 */
export function readNewContentLayer(root: string): NewContentLayer {
  refuseUnread(root);
  const layer = existsSync(join(root, dirname(ORGANISATION))) ? ORGANISATION : LAYERS[0];
  return { root, layer, settings: readSettings(root).settings };
}

/** Lists the folders that a new page of a kind may go into: parts, and the folders with pages in them. */
export function foldersOfKind(kind: Kind, { root, settings }: NewContentLayer): string[] {
  const pages = readLayers(root).files.filter(isPage);
  const nested = pages.flatMap(({ path }) => foldersAround({ id: pageId(path), path }));
  const isShown = (folder: string) => !namesAround(folder).some((name) => settings?.hidden.includes(name));
  return foldersFor(kind, orderedFolders(settings?.parts.flatMap(foldersOf) ?? [], nested).filter(isShown));
}

/** Adds the fields that the settings give to a page of an organisation to its subject. */
export function withGiven(subject: Subject, { layer, settings }: NewContentLayer): Subject {
  if (subject.data || layer === LAYERS[0]) return subject;
  return { ...subject, given: fieldsGiven(settings?.defaults, subject.folder ?? folderOf[subject.kind]) };
}

/**
 * Checks that a page of a kind may go into its folder, and that the folder belongs to a part. Otherwise every page in it
 * has a problem.
 * @throws UserError if not.
 */
export function refuseFolder(subject: Subject, { layer, settings }: NewContentLayer): void {
  if (subject.data) return;
  const { kind, folder: path = folderOf[kind] } = subject;
  const folder = path.replace(/\/.*/, '');
  if (!belongsIn(kind, folder)) {
    const other = kinds.find((name) => folderOf[name] === folder);
    const own = folderOf[kind] === '' ? 'Leave the folder out' : `Write --folder ${folderOf[kind]}`;
    const fix = other ? `${own}, or --kind ${other}` : own;
    throw new UserError(`A page of the kind "${kind}" does not belong in ${folder}/  ${fix}`);
  }
  if (folder === '' || !settings || settings.parts.flatMap(foldersOf).includes(folder)) return;
  const fix = `Add "- folder: ${folder}" and a label to the parts in ${settingsFile(layer)}, then come again`;
  throw new UserError(`The folder "${folder}" belongs to no part  ${fix}`);
}

/**
 * Reads the handbook that new content is added to.
 * @param requested Audience of the content; that of its layer if undefined.
 */
export async function readNewContentContext(
  place: NewContentLayer,
  today: string,
  requested: string | undefined,
): Promise<NewContentContext> {
  const { root, layer, settings } = place;
  const rules = await allRules(root);
  const handbook = readHandbook(root, { today, rules });
  const { content } = handbook;
  const { entries } = content;
  const audiences = settings?.audiences ?? ['public'];
  const audience = strictestAudience([requested ?? content.settings.audienceOf.get(layer)], audiences);
  const idsIn = ({ pages, edition: { excluded } }: EditionContent) =>
    targetIds(
      pages,
      entries.filter(({ collection, id }) => !excluded.has(nameOf(collection, id))),
    );
  const [all, readable] = [idsIn(handbook), idsIn(editionOf(content, audience))];
  const idsOf = (target: Target) => readable.get(target) ?? [];
  const problemOf = (reference: Reference) => {
    const { to, id, optional } = reference;
    const isUnknown = referenceWords(reference, all.get(to) ?? [], handbook.redirects);
    const isExcluded = !optional && !idsOf(to).includes(id);
    const words = isUnknown
      ? referenceWords(reference, idsOf(to), handbook.redirects)
      : isExcluded && excludedWords(id, audience);
    return words ? formatAdvice(words) : undefined;
  };
  const pages = content.files.filter(isPage);
  const files = new Map([
    ...pages.map(({ path, file }) => [pageId(path), file] as const),
    ...entries.map(({ collection, id, file }) => [nameOf(collection, id), file] as const),
  ]);
  return { ...place, today, rules, handbook, references: { idsOf, problemOf }, files };
}

function isPage({ path }: { path: string }): boolean {
  return path.endsWith('.mdx') && !path.startsWith('data/');
}

/** Checks the title of new content, and the id that its name makes. */
export function newContentProblems(
  subject: Subject,
  title: string,
  name: string,
  force: boolean,
  { root, layer, handbook, files }: NewContentContext,
): string[] {
  if (name === '') return [`No address can be made of "${title}"  Write --name and a short name in Latin letters`];
  const id = idFor(subject, name);
  const file = fileFor(subject, name, { layer, files });
  const moved = subject.kind ? destinationOf(handbook.redirects, id) : undefined;
  if (moved !== undefined)
    return [`"${id}" has moved to "${moved}", and its old address leads there  Write --name and another name`];
  const existing = files.get(id) ?? (existsSync(join(root, file)) ? file : undefined);
  if (existing !== undefined && !force) {
    const over = existing === file ? 'Write --force to write over it' : `Write --force to let ${file} take its place`;
    const isInLayer = existing !== file && existing.startsWith(`${layer}/`);
    const fix = isInLayer ? 'Change it there, or write --name and another name' : `${over}, or --name and another name`;
    return [`The id "${id}" is taken by ${existing}  ${fix}`];
  }
  if (subject.data) return [];
  const others = handbook.pages.filter((other) => other.id !== id);
  return titleProblems(others, id, title).map(formatAdvice);
}

function idFor(subject: Subject, name: string): string {
  return subject.data ? nameOf(subject.data, name) : pageId(pathFor(subject, name));
}

/** Returns the file for new content from the root: a page with the id in the same layer, or a new file. */
function fileFor(subject: Subject, name: string, { layer, files }: Pick<NewContentContext, 'layer' | 'files'>): string {
  const existing = subject.data ? undefined : files.get(idFor(subject, name));
  return existing?.startsWith(`${layer}/`) ? existing : `${layer}/${pathFor(subject, name)}`;
}

/**
 * Writes the file of new content, and removes it again if the check finds a new problem.
 * @returns The file and its text, and the new problems.
 */
export function writeNewContent(
  subject: Subject,
  name: string,
  value: Readonly<Record<string, unknown>>,
  context: NewContentContext,
  transaction: Transaction,
): { file: string; text: string; problems: Problem[] } {
  const { root, today, rules, handbook } = context;
  const file = fileFor(subject, name, context);
  const text = sourceOf(subject, value, subject.kind && draftBody(subject.kind));
  transaction.write(file, text);
  const old = new Set(handbook.problems.map(formatProblem));
  const problems = readHandbook(root, { today, rules }).problems.filter((problem) => !old.has(formatProblem(problem)));
  if (problems.length > 0) transaction.rollBack();
  return { file, text, problems };
}
