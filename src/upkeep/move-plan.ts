import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { Document, isMap, parseDocument } from 'yaml';
import { type Handbook, readHandbook } from '#check/handbook.ts';
import { allRules } from '#check/organisation-rules.ts';
import type { Rule } from '#check/rule.ts';
import { pageProblems } from '#check/rules/page-names.ts';
import { isData } from '#load/data.ts';
import { gitIn, UserError } from '#load/git.ts';
import { LAYERS, type LayerFile, ORGANISATION, readLayers } from '#load/layers.ts';
import type { Redirect } from '#load/redirect-files.ts';
import { REDIRECTS, readRedirects } from '#load/redirect-files.ts';
import { settingsFile } from '#load/settings-files.ts';
import { refuseUnread } from '#load/unexpected-files.ts';
import { namesAround, resolvePath } from '#schema/address.ts';
import { pageId } from '#schema/pages/index.ts';
import { didYouMean, formatReport, nearest } from '#schema/problem.ts';
import { destinationOf } from '#schema/redirects.ts';
import { STATE } from '#upstream/paths.ts';
import { readState, stateText } from '#upstream/upstream-state.ts';
import type { Rewrite } from './rewriting.ts';

/** Request to rename a page, or to let another page take over. */
export interface Move {
  from: string;
  to: string;
  /** Deletes the first page; the second exists already. */
  deletes: boolean;
  /** Lets a redirect change, a note be replaced and an id be unknown to git. */
  force: boolean;
}

/** State of the handbook before a move. */
export interface MoveContext {
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
  /** Rules that judge the move. */
  rules: readonly Rule[];
  handbook: Handbook;
}

/** Planned changes of a move. */
export interface MovePlan {
  from: string;
  to: string;
  /** Files to rename: the page and the note on it. */
  renames: [from: string, to: string][];
  /** File of the page to delete. */
  removed?: string;
  /** Rewrites of the URLs of pictures, which are relative to the file of the page. */
  pictures: Rewrite[];
  /** New text of `redirects.yaml`, and the lines that change. */
  redirects?: { file: string; text: string; changes: string[] };
  /** New text of `org/upstream.yaml`, with the new names of the files. */
  state?: string;
}

/**
 * Reads the state of the handbook before a move.
 * @throws UserError if files or redirects cannot be read.
 */
export async function readMoveContext(root: string, today: string): Promise<MoveContext> {
  refuseUnread(root);
  const adopted = existsSync(join(root, dirname(ORGANISATION)));
  const layers = readLayers(root);
  const files = [...layers.overridden, ...layers.files];
  const pages = Map.groupBy(
    files.filter(({ path }) => path.endsWith('.mdx') && !isData(path)),
    ({ path }) => pageId(path),
  );
  const { redirects, problems } = readRedirects(root, files);
  if (problems.length > 0) throw new UserError(formatReport(problems));
  const rules = await allRules(root);
  const handbook = readHandbook(root, { today, rules });
  const names = new Set(handbook.settings?.hidden ?? []);
  const hidden = new Set([...pages.keys()].filter((id) => namesAround(id).some((name) => names.has(name))));
  return { root, today, adopted, layer: adopted ? ORGANISATION : LAYERS[0], pages, hidden, redirects, rules, handbook };
}

/**
 * Plans the changes of a move.
 * @throws UserError if the move is not allowed, with what to do instead.
 */
export async function planMove(move: Move, context: MoveContext): Promise<MovePlan> {
  const { from, to, deletes } = move;
  const { adopted, layer, pages, hidden } = context;
  if (from === to) throw new UserError(`"${from}" is what it is called  Write another new id`);
  if (['index', '404'].includes(from))
    throw new UserError(`"${from}" is a page that every handbook has  Change its words`);
  const [files = [], target] = [pages.get(from), pages.get(to)?.at(-1)];
  const file = files.at(-1);
  const isUpstreams = adopted && file?.layer === LAYERS[0];
  if (!file || (isUpstreams && hidden.has(from) && target)) {
    await refuseUnknown(move, context);
    return planRedirect(move, context);
  }
  if (isUpstreams) throw new UserError(upstreamMessage(move));
  const follows = isFollowing(move, context, file);
  if (!follows && files.length > 1) throw new UserError(overrideMessage(move, file));
  if (target && !(follows && target.layer !== layer)) {
    if (deletes) return { ...planRedirect(move, context), removed: file.file };
    const fix = `Write --delete to delete ${file.file} and lead its readers to "${to}", or another new id`;
    throw new UserError(`The id "${to}" is taken by ${target.file}  ${fix}`);
  }
  if (deletes) throw new UserError(`There is no page "${to}" to lead to  ${didYouMean(to, otherIds(context, from))}`);
  return planRename(move, context, file, follows);
}

/** Checks whether a page of the organisation overrides one of upstream that upstream has renamed to the new id. */
function isFollowing({ from, to }: Move, { adopted, redirects }: MoveContext, { layer }: LayerFile): boolean {
  const upstreams = redirects.filter(({ file }) => file.startsWith(`${LAYERS[0]}/`));
  return adopted && layer !== LAYERS[0] && destination(upstreams, from) === to;
}

function destination(redirects: MoveContext['redirects'], id: string): string | undefined {
  return destinationOf(new Map(redirects.map((line) => [line.from, line.to])), id);
}

function upstreamMessage({ from, to }: Move): string {
  const fix = `Write hidden: [${from}] into ${settingsFile(ORGANISATION)}, and a page of your own, ${ORGANISATION}/${to}.mdx`;
  return `"${from}" is a page of upstream, which does not change here  ${fix}; then run this again, to lead readers there`;
}

function overrideMessage({ from, to }: Move, { file }: LayerFile): string {
  const fix = `Write hidden: [${from}] into ${settingsFile(ORGANISATION)}, rename the file to ${ORGANISATION}/${to}.mdx`;
  const problem = `${file} takes the place of a page of upstream, which would come back if it went`;
  return `${problem}  ${fix}, then run this again, to lead readers there`;
}

/**
 * Checks that a page that is gone or hidden has existed, and that the page that takes over exists.
 * @throws UserError if there is no page to lead to, or git knows no page with the old id.
 */
async function refuseUnknown({ from, to, force }: Move, context: MoveContext): Promise<void> {
  const { pages, redirects } = context;
  if (!pages.has(to)) {
    const home = destination(redirects, from);
    if (home !== undefined) throw new UserError(`"${from}" has moved  Write npm run move -- ${home} ${to}`);
    const [near, other] = [from, to].map((id) => nearest(id, pages.keys()));
    const meant = `Did you mean npm run move -- ${near ?? from} ${near ? to : other}?`;
    const fix = near || other ? meant : 'Name a page that is there, or one that is gone and the page that takes over';
    throw new UserError(`There is no page "${from}" and none "${to}"  ${fix}`);
  }
  if (force || pages.has(from) || (await wasPage(from, context))) return;
  const near = nearest(from, otherIds(context, to));
  const meant = near ? `Did you mean "${near}"? ` : '';
  throw new UserError(`Git knows no page "${from}"  ${meant}Write --force to lead on from it all the same`);
}

/**
 * Checks whether git has ever tracked a page with an id; also true for an id with a redirect, or without any commit to
 * search.
 */
async function wasPage(id: string, { root, redirects }: MoveContext): Promise<boolean> {
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
function planRedirect(move: Move, context: MoveContext): MovePlan {
  const { from, to } = move;
  if (context.hidden.has(to)) {
    const fix = `Take it out of hidden in ${settingsFile(ORGANISATION)}, or name another page`;
    throw new UserError(`"${to}" is hidden, so nobody can be led there  ${fix}`);
  }
  const canHaveNote = context.pages.get(to)?.at(-1)?.layer === LAYERS[0];
  const renames = canHaveNote ? noteRenames(move, context) : [];
  return { from, to, renames, pictures: [], ...planLines(move, context), ...planState(renames, context) };
}

function planRename(move: Move, context: MoveContext, file: LayerFile, follows: boolean): MovePlan {
  const { from, to } = move;
  const path = file.path.endsWith('/index.mdx') ? `${to}/index.mdx` : `${to}.mdx`;
  const next: LayerFile = { ...file, path, file: `${file.layer}/${path}` };
  refuseNewId(move, context, file, next);
  const renames: MovePlan['renames'] = [[file.file, next.file], ...(follows ? [] : noteRenames(move, context))];
  const pictures = pictureRewrites(context, file.file, next.file);
  return { from, to, renames, pictures, ...planLines(move, context), ...planState(renames, context) };
}

/**
 * Checks that a page, and this one in particular, can have the new id.
 * @throws UserError if it cannot, with what to write instead.
 */
function refuseNewId(
  { from, to }: Move,
  { root, today, handbook }: MoveContext,
  old: LayerFile,
  next: LayerFile,
): void {
  if (isData(next.path)) throw new UserError(`What stands in data/ is no page  Write another new id`);
  const page = handbook.pages.find(({ file }) => file === old.file) ?? { file: old.file, path: old.path, id: from };
  const messages = new Set(pageProblems(page, today).map(({ message }) => message));
  const problems = pageProblems({ ...page, file: next.file, path: next.path, id: to }, today);
  const problem = problems.find(({ message }) => !messages.has(message));
  if (problem) {
    const slug = to.toLowerCase().replace(/[^a-z0-9/]+/g, '-');
    const good = slug === to ? from.replace(/[^/]*$/, '') + to.replace(/^.*\//, '') : slug;
    const fix = good === from ? 'Leave it where it is' : `Write npm run move -- ${from} ${good}`;
    throw new UserError(`${problem.message}  ${fix}`);
  }
  if (existsSync(join(root, next.file))) throw new UserError(`${next.file} is there already  Write another new id`);
}

/**
 * Renames of the note on a page, which moves with the page.
 * @throws UserError if both pages have a note, unless `force` is set.
 */
function noteRenames({ from, to, force }: Move, { root }: MoveContext): MovePlan['renames'] {
  const { files } = readLayers(root, ['org/notes']);
  const [note, existing] = [from, to].map((id) => files.find(({ path }) => pageId(path) === id)?.file);
  if (!note) return [];
  if (existing && !force) {
    const fix = `Put both into ${existing} and delete the other, or write --force to write over it`;
    throw new UserError(`"${to}" has a note too, and only one can stand there  ${fix}`);
  }
  return [[note, existing ?? `org/notes/${to}.mdx`]];
}

/** New text of `org/upstream.yaml` with renamed keys; empty if it lists none of the files. */
function planState(renames: MovePlan['renames'], { root }: MoveContext): Pick<MovePlan, 'state'> {
  if (!existsSync(join(root, STATE))) return {};
  const state = readState(root);
  const names = new Map(renames);
  if (!renames.some(([from]) => from in state.based)) return {};
  const based = Object.fromEntries(Object.entries(state.based).map(([key, id]) => [names.get(key) ?? key, id]));
  return { state: stateText(root, { ...state, based }) };
}

/** Rewrites of the relative URLs of pictures, which change with the folder of the page. */
function pictureRewrites({ handbook }: MoveContext, file: string, next: string): Rewrite[] {
  if (dirname(file) === dirname(next)) return [];
  const images = handbook.pages.find((page) => page.file === file)?.facts?.images ?? [];
  const relative = images.filter(({ url }) => !/^(\/|[a-z]+:)/i.test(url));
  return relative.map(({ url, line, column }) => {
    const to = posix.relative(dirname(next), resolvePath(file, url));
    return { as: 'address', from: url, to: to.startsWith('.') ? to : `./${to}`, line, column };
  });
}

const HEADING =
  ' Where pages went: the id that a page had, and the id of the page that its readers find now. Lines stay for good.';

/**
 * Changes to `redirects.yaml` that redirect the old id and free the new one; empty if there are none to make.
 * @throws UserError if the new id has moved elsewhere or, unless `force` is set, the old one has.
 */
function planLines(move: Move, { root, layer, redirects }: MoveContext): Pick<MovePlan, 'redirects'> {
  const { from, to, force } = move;
  const file = `${layer}/${REDIRECTS}`;
  const [home, target] = [destination(redirects, from), destination(redirects, to)];
  const onNew = redirects.find((line) => line.from === to);
  if (onNew && (target !== from || onNew.file !== file)) {
    throw new UserError(`"${to}" has moved to "${target}", and ${onNew.file} leads there  Write another new id`);
  }
  if (home === to) return {};
  if (home !== undefined && !force) {
    throw new UserError(`"${from}" leads to "${home}" already  Write --force to lead its readers to "${to}" instead`);
  }
  const document = readRedirectsDocument(join(root, file));
  if (onNew) document.delete(to);
  document.set(from, to);
  const changes = [...(onNew ? [`${to}: ${onNew.to}  deleted, as the page is back`] : []), `${from}: ${to}`];
  return { redirects: { file, text: document.toString({ lineWidth: 0 }), changes } };
}

/** Reads `redirects.yaml` as a document that takes lines; a missing file begins with a heading. */
function readRedirectsDocument(path: string): Document {
  const document: Document = existsSync(path) ? parseDocument(readFileSync(path, 'utf8')) : new Document({});
  if (!existsSync(path)) document.commentBefore = HEADING;
  if (!isMap(document.contents)) {
    // In a file of comments alone, the comments stay at the top.
    document.commentBefore = [document.commentBefore, document.comment].filter(Boolean).join('\n') || null;
    document.comment = null;
    document.contents = document.createNode({});
  }
  return document;
}

function otherIds({ pages }: MoveContext, except: string): string[] {
  return [...pages.keys()].filter((id) => id !== except);
}
