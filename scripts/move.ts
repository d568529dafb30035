import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { Document, isMap, parseDocument } from 'yaml';
import { type Handbook, readHandbook } from '#check/handbook.ts';
import { pageProblems } from '#check/rules/page-names.ts';
import { isData } from '#load/data.ts';
import { gitIn, UserError } from '#load/git.ts';
import { insideLayer, LAYERS, type LayerFile, listFiles, ORGANISATION, readLayers } from '#load/layers.ts';
import { partOf, type ReadPage } from '#load/pages.ts';
import type { Redirect } from '#load/redirect-files.ts';
import { REDIRECTS, readRedirects } from '#load/redirect-files.ts';
import { settingsFile } from '#load/settings-files.ts';
import { refuseUnread } from '#load/unexpected-files.ts';
import { addressOf, joined } from '#schema/address.ts';
import { escapeRegExp } from '#schema/escaping.ts';
import { pageId } from '#schema/pages/index.ts';
import { didYouMean, formatReport, nearest, type Problem, plural } from '#schema/problem.ts';
import { destinationOf, idIn } from '#schema/redirects.ts';
import { type Rewrite, rewritten } from '#upkeep/rewriting.ts';
import { STATE } from '#upstream/drift.ts';
import { readState, stateText } from '#upstream/upstream-state.ts';
import { commandLine, consoleTerminal, type Terminal, UsageError } from './terminal.ts';
import { Transaction } from './transaction.ts';

const HELP = `npm run move -- <id> <new id>    gives a page another id, such as guides/trust, which is its address too

The file and the note on it are renamed, redirects.yaml leads readers on from the old address, and every link and reference
that named the old id is rewritten. If the file has been renamed or deleted already, only the rest is done: name the page
that takes over. Either all of it is done, or nothing where the check would find a new problem.

--delete    deletes the first page, and leads its readers to the second, which is there already
--force     lets a redirect lead elsewhere than it did, writes over a note, and leads on from an id that git knows no page of

Ids may also be written as addresses or as files. Exits with 0, with 1 where it refuses, 2 for wrong usage.`;

const OPTIONS = {
  delete: { type: 'boolean' },
  force: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

interface Options {
  from: string;
  to: string;
  deletes: boolean;
  force: boolean;
}

/** State of the handbook before any change. */
interface Before {
  root: string;
  today: string;
  /** True if there is an `org/` folder: files outside it belong to upstream and are not changed. */
  adopted: boolean;
  /** Layer that is edited in this repository. */
  layer: string;
  /** Files of all layers by page id, the one that takes effect last. */
  pages: ReadonlyMap<string, LayerFile[]>;
  hidden: ReadonlySet<string>;
  redirects: readonly (Redirect & { file: string })[];
  problems: readonly Problem[];
  whole: Handbook;
}

/** Planned changes. */
interface Plan {
  from: string;
  to: string;
  /** Files to rename: the page and the note on it. */
  renames: [from: string, to: string][];
  /** File of the page to delete. */
  removed?: string;
  /** Rewrites of the URLs of pictures, which are relative to the file of the page. */
  pictures: Rewrite[];
  redirects?: { file: string; text: string; says: string[] };
  /** New text of `org/upstream.yaml`, with the new names of the files. */
  state?: string;
}

/**
 * Runs `npm run move`, which renames or merges a page and updates every reference to it.
 * @param args Arguments after the command.
 * @param root Root folder of the handbook.
 * @param today Day to measure review dates against, as 2026-01-31.
 * @returns Exit code: 0, 1 if it refuses or fails, after which nothing is changed, 2 on a usage error.
 */
export async function move(args: readonly string[], root: string, terminal: Terminal, today: string): Promise<number> {
  try {
    const options = parseOptions(args);
    if (options === 'help') {
      terminal.log(HELP);
      return 0;
    }
    const before = readBefore(root, today);
    return carryOut(await planFor(options, before), before, terminal);
  } catch (error) {
    terminal.warn((error as Error).message);
    if (!(error instanceof UsageError)) return 1;
    terminal.warn('Run npm run move -- --help to see what there is.');
    return 2;
  }
}

function parseOptions(args: readonly string[]): Options | 'help' {
  const { values, positionals } = commandLine({ args: [...args], options: OPTIONS, allowPositionals: true });
  if (values.help) return 'help';
  const [from, to, third] = positionals.map(parseId);
  if (!from || !to) {
    const missing = from ? 'The id that it is to have is missing' : 'No page is named';
    throw new UsageError(`${missing}: npm run move -- guides/old guides/new`);
  }
  if (third !== undefined) throw new UsageError(`What "${positionals[2]}" means is not clear`);
  return { from, to, deletes: values.delete === true, force: values.force === true };
}

/** Parses an id that is written as an id, an address or a file. */
function parseId(written: string): string {
  if (written === '/') return 'index';
  return pageId(insideLayer(idIn(written.trim().replace(/^\.\//, ''))));
}

function readBefore(root: string, today: string): Before {
  refuseUnread(root);
  const adopted = existsSync(join(root, dirname(ORGANISATION)));
  const { files, shadowed } = readLayers(root);
  const pages = new Map<string, LayerFile[]>();
  for (const file of [...shadowed, ...files]) {
    if (!file.path.endsWith('.mdx') || isData(file.path)) continue;
    const id = pageId(file.path);
    pages.set(id, [...(pages.get(id) ?? []), file]);
  }
  const { redirects, problems } = readRedirects(root, [...shadowed, ...files]);
  if (problems.length > 0) throw new UserError(formatReport(problems));
  const whole = readHandbook(root, { today });
  const hiddenNames = new Set(whole.settings?.hidden ?? []);
  const isHidden = ([id, [file]]: [string, LayerFile[]]) =>
    hiddenNames.has(id) || hiddenNames.has(partOf(id, file?.path ?? ''));
  return {
    root,
    today,
    adopted,
    layer: adopted ? ORGANISATION : LAYERS[0],
    pages,
    hidden: new Set([...pages].filter(isHidden).map(([id]) => id)),
    redirects,
    problems: whole.problems,
    whole,
  };
}

/**
 * Plans the changes.
 * @throws UserError if the move is not allowed, with what to do instead.
 */
async function planFor(options: Options, before: Before): Promise<Plan> {
  const { from, to, deletes } = options;
  const { adopted, layer, pages, hidden } = before;
  if (from === to) throw new UserError(`"${from}" is what it is called  Write another new id`);
  if (['index', '404'].includes(from))
    throw new UserError(`"${from}" is a page that every handbook has  Change its words`);
  const [files, target] = [pages.get(from), pages.get(to)?.at(-1)];
  const file = files?.at(-1);
  const isUpstreams = adopted && file?.layer === LAYERS[0];
  if (!file || (isUpstreams && hidden.has(from) && target)) return leadOn(options, before);
  if (isUpstreams) throw new UserError(upstreamMessage(from, to));
  const follows = isFollowing(options, before, file);
  if (!follows && (files?.length ?? 0) > 1) throw new UserError(overrideMessage(from, to, file));
  if (target && !(follows && target.layer !== layer)) {
    if (!deletes) {
      const fix = `Write --delete to delete ${file.file} and lead its readers to "${to}", or another new id`;
      throw new UserError(`The id "${to}" is taken by ${target.file}  ${fix}`);
    }
    return { ...planRedirect(options, before), removed: file.file };
  }
  if (deletes) throw new UserError(`There is no page "${to}" to lead to  ${didYouMean(to, otherIds(before, from))}`);
  return planRename(options, before, file, follows);
}

/** Checks whether a page of the organisation overrides one of upstream that upstream has renamed to the new id. */
function isFollowing({ from, to }: Options, { adopted, redirects }: Before, { layer }: LayerFile): boolean {
  const upstreams = redirects.filter(({ file }) => file.startsWith(`${LAYERS[0]}/`));
  const moved = new Map(upstreams.map((line) => [line.from, line.to]));
  return adopted && layer !== LAYERS[0] && destinationOf(moved, from) === to;
}

function upstreamMessage(from: string, to: string): string {
  return [
    `"${from}" is a page of upstream, which does not change here`,
    `Write hidden: [${from}] into ${settingsFile(ORGANISATION)}, and a page of your own, ${ORGANISATION}/${to}.mdx; then run this again, to lead readers there`,
  ].join('  ');
}

function overrideMessage(from: string, to: string, { file }: LayerFile): string {
  return [
    `${file} takes the place of a page of upstream, which would come back if it went`,
    `Write hidden: [${from}] into ${settingsFile(ORGANISATION)}, rename the file to ${ORGANISATION}/${to}.mdx, then run this again, to lead readers there`,
  ].join('  ');
}

/**
 * Plans a redirect from a page that is gone or hidden.
 * @throws UserError if there is no page to lead to, or git knows no page with the old id.
 */
async function leadOn(options: Options, before: Before): Promise<Plan> {
  const { from, to, force } = options;
  const { pages, redirects } = before;
  const others = otherIds(before, to);
  if (!pages.has(to)) {
    const home = destinationOf(new Map(redirects.map((line) => [line.from, line.to])), from);
    if (home !== undefined) throw new UserError(`"${from}" has moved  Write npm run move -- ${home} ${to}`);
    const [near, other] = [from, to].map((id) => nearest(id, before.pages.keys()));
    const meant = `Did you mean npm run move -- ${near ?? from} ${near ? to : other}?`;
    const fix = near || other ? meant : 'Name a page that is there, or one that is gone and the page that takes over';
    throw new UserError(`There is no page "${from}" and none "${to}"  ${fix}`);
  }
  if (!force && !pages.has(from) && !(await wasPage(from, before))) {
    const near = nearest(from, others);
    const meant = near ? `Did you mean "${near}"? ` : '';
    throw new UserError(`Git knows no page "${from}"  ${meant}Write --force to lead on from it all the same`);
  }
  return planRedirect(options, before);
}

/**
 * Checks whether git has ever tracked a page with an id; also true for an id with a redirect, or without any commit to
 * search.
 */
async function wasPage(id: string, { root, redirects }: Before): Promise<boolean> {
  if (redirects.some((line) => line.from === id)) return true;
  const git = gitIn(root);
  const commit = await git(['rev-parse', '--verify', '--quiet', 'HEAD'], { codes: [0, 1, 128] });
  if (commit === '') return true;
  const files = LAYERS.flatMap((layer) => [`${layer}/${id}.mdx`, `${layer}/${id}/index.mdx`]);
  return (await git(['--literal-pathspecs', 'log', '-1', '--format=%H', '--', ...files])) !== '';
}

/**
 * Plans a redirect from one id to the page that takes over, with the note on the old page.
 * @throws UserError if that page is hidden.
 */
function planRedirect(options: Options, before: Before): Plan {
  const { from, to } = options;
  if (before.hidden.has(to)) {
    const fix = `Take it out of hidden in ${settingsFile(ORGANISATION)}, or name another page`;
    throw new UserError(`"${to}" is hidden, so nobody can be led there  ${fix}`);
  }
  const isNoted = before.pages.get(to)?.at(-1)?.layer === LAYERS[0];
  const renames = isNoted ? notesOn(options, before) : [];
  return { from, to, renames, pictures: [], ...linesFor(options, before), ...stateFor(renames, before) };
}

function planRename(options: Options, before: Before, file: LayerFile, follows: boolean): Plan {
  const { from, to } = options;
  const path = file.path.endsWith('/index.mdx') ? `${to}/index.mdx` : `${to}.mdx`;
  const next = `${file.layer}/${path}`;
  const page = before.whole.pages.find((candidate) => candidate.file === file.file);
  refuseNewId(options, before, file, { path, next, page });
  const renames: Plan['renames'] = [[file.file, next], ...(follows ? [] : notesOn(options, before))];
  return {
    from,
    to,
    renames,
    pictures: pictureRewrites(page, file.file, next),
    ...linesFor(options, before),
    ...stateFor(renames, before),
  };
}

/**
 * Checks that a page, and this one in particular, can have the new id.
 * @throws UserError if it cannot, with what to write instead.
 */
function refuseNewId(
  { from, to }: Options,
  { root, today }: Before,
  file: LayerFile,
  { path, next, page }: { path: string; next: string; page: ReadPage | undefined },
): void {
  if (isData(path)) throw new UserError(`What stands in data/ is no page  Write another new id`);
  const old = page ?? { ...file, id: from };
  const said = new Set(pageProblems(old, today).map(({ message }) => message));
  const wrong = pageProblems({ ...old, file: next, path, id: to }, today).find(({ message }) => !said.has(message));
  if (wrong) {
    const slug = to.toLowerCase().replace(/[^a-z0-9/]+/g, '-');
    const good = slug === to ? from.replace(/[^/]*$/, '') + to.replace(/^.*\//, '') : slug;
    const fix = good === from ? 'Leave it where it is' : `Write npm run move -- ${from} ${good}`;
    throw new UserError(`${wrong.message}  ${fix}`);
  }
  if (existsSync(join(root, next))) throw new UserError(`${next} is there already  Write another new id`);
}

/**
 * Renames of the note on a page, which moves with the page.
 * @throws UserError if both pages have a note, unless `force` is set.
 */
function notesOn({ from, to, force }: Options, { root }: Before): Plan['renames'] {
  const { files } = readLayers(root, ['org/notes']);
  const [note, taken] = [from, to].map((id) => files.find(({ path }) => pageId(path) === id)?.file);
  if (!note) return [];
  if (taken && !force) {
    const fix = `Put both into ${taken} and delete the other, or write --force to write over it`;
    throw new UserError(`"${to}" has a note too, and only one can stand there  ${fix}`);
  }
  return [[note, taken ?? `org/notes/${to}.mdx`]];
}

/** New text of `org/upstream.yaml` with renamed keys; empty if it lists none of the files. */
function stateFor(renames: Plan['renames'], { root }: Before): Pick<Plan, 'state'> {
  if (!existsSync(join(root, STATE))) return {};
  const state = readState(root);
  const names = new Map(renames);
  if (!renames.some(([from]) => from in state.based)) return {};
  const based = Object.fromEntries(Object.entries(state.based).map(([key, id]) => [names.get(key) ?? key, id]));
  return { state: stateText(root, { ...state, based }) };
}

/** Rewrites of the relative URLs of pictures, which change with the folder of the page. */
function pictureRewrites(page: ReadPage | undefined, file: string, next: string): Rewrite[] {
  if (dirname(file) === dirname(next)) return [];
  const beside = (page?.facts?.images ?? []).filter(({ url }) => !/^(\/|[a-z]+:)/i.test(url));
  return beside.map(({ url, line, column }) => {
    const to = posix.relative(dirname(next), joined(file, url));
    return { as: 'address', from: url, to: to.startsWith('.') ? to : `./${to}`, line, column };
  });
}

const HEADING =
  ' Where pages went: the id that a page had, and the id of the page that its readers find now. Lines stay for good.';

/**
 * Changes to `redirects.yaml` that redirect the old id and free the new one; empty if there are none to make.
 * @throws UserError if the new id has moved elsewhere or, unless `force` is set, the old one has.
 */
function linesFor({ from, to, force }: Options, { root, layer, redirects }: Before): Pick<Plan, 'redirects'> {
  const file = `${layer}/${REDIRECTS}`;
  const moved = new Map(redirects.map((line) => [line.from, line.to]));
  const onNew = redirects.find((line) => line.from === to);
  if (onNew && (destinationOf(moved, to) !== from || onNew.file !== file)) {
    throw new UserError(
      `"${to}" has moved to "${destinationOf(moved, to)}", and ${onNew.file} leads there  Write another new id`,
    );
  }
  const leadsTo = destinationOf(moved, from);
  if (leadsTo === to) return {};
  if (leadsTo !== undefined && !force) {
    throw new UserError(
      `"${from}" leads to "${leadsTo}" already  Write --force to lead its readers to "${to}" instead`,
    );
  }
  const before = existsSync(join(root, file)) ? readFileSync(join(root, file), 'utf8') : undefined;
  const document = before === undefined ? new Document({}) : parseDocument(before);
  if (before === undefined) document.commentBefore = HEADING;
  if (!isMap(document.contents)) {
    // In a file of comments alone, the comments stay at the top.
    document.commentBefore = [document.commentBefore, document.comment].filter(Boolean).join('\n') || null;
    document.comment = null;
    document.contents = document.createNode({});
  }
  if (onNew) document.delete(to);
  document.set(from, to);
  const says = [...(onNew ? [`${to}: ${onNew.to}  deleted, as the page is back`] : []), `${from}: ${to}`];
  return { redirects: { file, text: document.toString({ lineWidth: 0 }), says } };
}

function otherIds({ pages }: Before, except: string): string[] {
  return [...pages.keys()].filter((id) => id !== except);
}

/** Carries out the plan and runs the check; rolls back if that finds a new problem. */
function carryOut(plan: Plan, before: Before, { log, warn }: Terminal): number {
  const { root, today, problems: old } = before;
  const transaction = new Transaction(root);
  try {
    moveFiles(plan, transaction);
    const names = new Map(plan.renames);
    const read = () => readHandbook(root, { today }).problems;
    const first = rewrite(transaction, filterWritable(rewritesIn(read(), plan), before));
    const between = read();
    const second = rewrite(transaction, filterWritable(anchorsIn(withNewMessages(between, old, names), plan), before));
    const problems = second.size > 0 ? read() : between;
    const fresh = newProblems(problems, old, names);
    if (fresh.length > 0) {
      transaction.rollBack();
      warn(`${formatReport(fresh)}\n\nNothing was changed: the check would find what stands above.`);
      return 1;
    }
    report(plan, first, second, problems, before, log);
    return 0;
  } catch (error) {
    transaction.rollBack();
    throw error;
  }
}

function moveFiles({ renames, removed, pictures, redirects, state }: Plan, transaction: Transaction): void {
  for (const [from, to] of renames) transaction.rename(from, to);
  if (removed) transaction.remove(removed);
  const [page] = renames;
  if (page && pictures.length > 0) rewriteFile(transaction, page[1], pictures);
  if (redirects) transaction.write(redirects.file, redirects.text);
  if (state) transaction.write(STATE, state);
}

type FileRewrite = Rewrite & { file: string };

/** Rewrites of references to the old id, from the positions and fixes that the check reports. */
function rewritesIn(problems: readonly Problem[], { from }: Plan): FileRewrite[] {
  return problems.flatMap(({ file, line, column, message, fix }): FileRewrite[] => {
    const [as] = (['address', 'id'] as const).filter((form) => message === `"${formatId(form, from)}" has moved`);
    const to = /^Write (\S+)$/.exec(fix)?.[1];
    return as && to ? [{ file, line, column, as, from: formatId(as, from), to }] : [];
  });
}

function formatId(as: Rewrite['as'], id: string): string {
  return as === 'address' ? addressOf(id) : id;
}

/** Rewrites of links to headings that the new page does not have, so that they lead to the page. */
function anchorsIn(problems: readonly Problem[], { to }: Plan): FileRewrite[] {
  const address = addressOf(to);
  return problems.flatMap(({ file, line, column, message }): FileRewrite[] => {
    const anchor = message.startsWith(`${address} has no heading "`) ? /"(#[^"]+)"$/.exec(message)?.[1] : undefined;
    return anchor ? [{ file, line, column, as: 'address', from: address + anchor, to: address }] : [];
  });
}

/** Drops rewrites in files of upstream, which only upstream corrects. */
function filterWritable(places: readonly FileRewrite[], { adopted }: Before): FileRewrite[] {
  return places.filter(({ file }) => !adopted || file.startsWith(`${dirname(ORGANISATION)}/`));
}

/** Applies rewrites to all files and counts them by file. */
function rewrite(transaction: Transaction, places: readonly FileRewrite[]): Map<string, number> {
  const byFile = Map.groupBy(places, ({ file }) => file);
  for (const [file, rewrites] of byFile) rewriteFile(transaction, file, rewrites);
  return new Map([...byFile].map(([file, { length }]) => [file, length]));
}

function rewriteFile(transaction: Transaction, file: string, rewrites: readonly Rewrite[]): void {
  // `ignoreBOM` leaves a byte order mark in the text.
  const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
    readFileSync(join(transaction.root, file)),
  );
  transaction.write(file, rewritten(text, rewrites));
}

/** New problems: for each line and rule, those beyond the number before. */
function newProblems(now: readonly Problem[], old: readonly Problem[], names: ReadonlyMap<string, string>): Problem[] {
  const kept = Map.groupBy(old, ({ file, line, code }) => `${names.get(file) ?? file} ${line} ${code}`);
  const counts = new Map([...kept].map(([place, { length }]) => [place, length]));
  return withNewMessages(now, old, names).filter(({ file, line, code }) => {
    const place = `${file} ${line} ${code}`;
    const left = counts.get(place) ?? 0;
    counts.set(place, left - 1);
    return left <= 0;
  });
}

/** Problems with a message that their file did not have before. */
function withNewMessages(
  now: readonly Problem[],
  old: readonly Problem[],
  names: ReadonlyMap<string, string>,
): Problem[] {
  const said = new Set(old.map(({ file, message }) => `${names.get(file) ?? file} ${message}`));
  return now.filter(({ file, message }) => !said.has(`${file} ${message}`));
}

function report(
  plan: Plan,
  rewrites: ReadonlyMap<string, number>,
  anchors: ReadonlyMap<string, number>,
  problems: readonly Problem[],
  { adopted, root, hidden }: Before,
  log: (text: string) => void,
): void {
  const { from, to, renames, removed, redirects } = plan;
  for (const [old, next] of renames) log(`${old}  is ${next} now`);
  if (removed) log(`${removed}  deleted`);
  for (const line of redirects?.says ?? []) log(`${redirects?.file}  ${line}`);
  for (const [file, count] of rewrites) log(`${file}  ${plural(count, 'link or reference', 'links and references')}`);
  const count = (counts: ReadonlyMap<string, number>) => [...counts.values()].reduce((sum, one) => sum + one, 0);
  if (rewrites.size > 0) {
    const files = plural(rewrites.size, 'file');
    log(`${plural(count(rewrites), 'link or reference', 'links and references')} in ${files} changed to ${to}.`);
  } else if (hidden.has(from)) {
    log(`Links to ${from} become plain words, as it is hidden. Where readers should go on, write ${addressOf(to)}.`);
  } else log(`Nothing else named ${from}.`);
  const cut = count(anchors);
  if (cut > 0)
    log(`${plural(cut, 'link')} named a heading that ${to} lacks: ${cut === 1 ? 'it leads' : 'they lead'} to its top.`);
  if (problems.length > 0) log(`It made no problem; npm run check still finds ${plural(problems.length, 'problem')}.`);
  else log('npm run check finds no problem.');
  const inCode = adopted ? [] : findCodeNaming(root, from);
  if (inCode.length === 0) return;
  const others = inCode.length > MAX_NAMED ? ` and ${plural(inCode.length - MAX_NAMED, 'other')}` : '';
  log(`Code may name it too. Look at ${inCode.slice(0, MAX_NAMED).join(', ')}${others}, and run npm test.`);
}

const MAX_NAMED = 5;

/** Components and tests that name an id. */
function findCodeNaming(root: string, id: string): string[] {
  const named = new RegExp(`(?<![\\w-])${escapeRegExp(id)}(?![\\w-])`);
  return ['src/components', 'src/tools', 'tests']
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) => listFiles(root, folder).map((name) => `${folder}/${name}`))
    .filter((file) => /\.(ts|astro|yaml)$/.test(file) && !file.startsWith('tests/fixtures/'))
    .filter((file) => named.test(readFileSync(join(root, file), 'utf8')))
    .sort();
}

if (import.meta.main) {
  const today = new Date().toISOString().slice(0, 10);
  // Ignores Ctrl+C, so that the changes are completed or rolled back.
  process.on('SIGINT', () => {});
  process.exitCode = await move(process.argv.slice(2), process.cwd(), consoleTerminal, today);
}
