import { accessSync, closeSync, constants, openSync, readSync, type Stats } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { imageSize } from 'image-size';
import { HEAD, pictureFault, TAIL } from '#schema/picture-types.ts';
import { type Advice, advice, formatReport, type Point, type Problem, START } from '#schema/problem.ts';
import { type Area, type FileEntry, fileWords, isPicture, nameWords } from './file-problems.ts';
import { statusOf, typeOf } from './file-type.ts';
import { UserError } from './git.ts';
import { entriesIn, LAYERS, notesFolder } from './layers.ts';
import { OWN_PUBLIC, PUBLIC } from './public-files.ts';
import { svgProblem } from './svg.ts';
import { readText } from './text.ts';

/** Files that are not allowed where they are, or do not match their names. */
export interface UnexpectedFiles {
  problems: Problem[];
  /** Paths of files and folders that are not read. References to them may be right. */
  unread: readonly string[];
  /** Checks whether a path, or a folder on its way, has a problem of its own. */
  covers(file: string): boolean;
}

/**
 * Checks all files and folders of the handbook before any of them is read. Follows no link.
 * @param root The folder that holds the layers and `public/`.
 */
export function findUnexpectedFiles(root: string, layers: readonly string[] = LAYERS): UnexpectedFiles {
  const problems: Problem[] = [];
  const unread: string[] = [];
  const visit = (file: string) => {
    const area = areaOf(file, layers);
    const status = statusOf(join(root, file));
    const entry = typeOf(status);
    const nameAdvice = nameWords(pathInArea(file, area), area.name, entry.type);
    // A file with a forbidden name is reported for that, so it need not be readable.
    const unreadAdvice =
      unreadWords(file, area, entry) ?? (nameAdvice ? undefined : permissionWords(root, file, status));
    if (unreadAdvice) unread.push(file);
    const words = unreadAdvice ?? nameAdvice;
    if (words) problems.push({ file, ...START, code: 'files', ...words });
    else if (entry.type === 'folder') {
      const names = entriesIn(join(root, file)).map(({ name }) => name);
      for (const name of names.sort()) if (!isPrivate(area, name)) visit(`${file}/${name}`);
    } else if (entry.type === 'file' && area.name !== 'notes' && isPicture(file)) {
      const problem = pictureProblem(root, file, entry.size, area.name);
      if (problem) problems.push({ file, code: 'images', ...problem });
    }
  };
  for (const folder of foldersOf(layers)) if (statusOf(join(root, folder))) visit(folder);
  const files = new Set(problems.map(({ file }) => file));
  return { problems, unread, covers: (file) => isCovered(file, files) };
}

/**
 * Stops a command from writing if there is a link or a special file: it might write to another place, and could not
 * tell what it breaks.
 * @throws UserError with the problems of those files.
 */
export function refuseUnread(root: string): void {
  const { problems, unread } = findUnexpectedFiles(root);
  const inTheWay = problems.filter(({ file }) => unread.includes(file));
  if (inTheWay.length > 0) throw new UserError(`${formatReport(inTheWay)}\n\nNothing was written.`);
}

/** Folders to check: the first layer, the folder around each later one if it has one, and `public/`. */
function foldersOf(layers: readonly string[]): string[] {
  const around = layers.slice(1).map((layer) => (layer.includes('/') ? dirname(layer) : layer));
  return [...layers.slice(0, 1), ...around, PUBLIC];
}

interface Place {
  name: Area;
  /** Path of the top folder of the area. */
  top: string;
}

function areaOf(file: string, layers: readonly string[]): Place {
  const areas: Place[] = [
    { name: 'public', top: PUBLIC },
    { name: 'public', top: OWN_PUBLIC },
    ...layers.map((top): Place => ({ name: 'content', top })),
    ...layers.slice(1).map((layer): Place => ({ name: 'notes', top: notesFolder(layer) })),
  ];
  const area = areas.find(({ top }) => file === top || file.startsWith(`${top}/`));
  return area ?? { name: 'organisation', top: file.split('/')[0] as string };
}

/**
 * Checks for names that nothing reads or publishes: a repository in `org/`, and the links by which Emacs locks a file
 * that is being edited.
 */
function isPrivate(area: Place, name: string): boolean {
  return (area.name === 'organisation' && name === '.git') || (area.name !== 'public' && name.startsWith('.#'));
}

function unreadWords(file: string, area: Place, entry: FileEntry): Advice | undefined {
  const path = pathInArea(file, area);
  if (path !== '' || entry.type !== 'file') return fileWords(path, area.name, entry);
  return advice('This is a file, and has to be a folder', 'Delete it');
}

/** Path from the top of an area. */
function pathInArea(file: string, { top }: Place): string {
  return file.slice(top.length + 1);
}

/**
 * Checks read permission. Asks the system unless everybody may read, since permissions depend on more than the mode. A
 * name in another encoding has no status and counts as readable.
 */
function permissionWords(root: string, file: string, status: Stats | undefined): Advice | undefined {
  const needed = status?.isDirectory() ? 0o555 : 0o444;
  if (!status || (status.mode & needed) === needed) return undefined;
  try {
    accessSync(join(root, file), status.isDirectory() ? constants.R_OK | constants.X_OK : constants.R_OK);
    return undefined;
  } catch {
    return advice('You have no right to read it', `Give yourself that right: chmod u+rX ${file}`);
  }
}

/** Number of bytes read from the start of a picture: cameras write up to some hundred kB before its size. */
const START_SIZE = 1_000_000;

/** Checks a picture: the content of an SVG, the first and last bytes of any other. */
export function pictureProblem(root: string, file: string, size: number, area: Area): (Point & Advice) | undefined {
  if (size === 0) return { ...START, message: 'The picture is empty', fix: 'Save it again, or delete it' };
  const ending = extname(file).slice(1).toLowerCase();
  if (ending === 'svg') return svgFileProblem(root, file, area);
  const { start, end } = endsOf(join(root, file), size);
  const fault = pictureFault(ending, { head: start.toString('latin1', 0, HEAD), tail: end.toString('latin1'), size });
  if (fault === 'cut off') return { ...START, message: 'The picture is cut off', fix: 'Save or copy it again' };
  if (fault) {
    const { holds, called } = fault;
    const message = holds === undefined ? `The file is no ${called} picture` : `The file is ${holds}, not ${called}`;
    return { ...START, message, fix: `Save it as ${called}, or give it the ending of what it is` };
  }
  return hasSize(start) ? undefined : { ...START, message: 'The picture is damaged', fix: 'Save or copy it again' };
}

function svgFileProblem(root: string, file: string, area: Area) {
  const { text, problem } = readText(root, file);
  if (problem) return problem;
  const unsafe = svgProblem(text);
  if (unsafe || area !== 'content' || hasSize(Buffer.from(text))) return unsafe;
  return { ...START, ...advice('The picture does not say how large it is', 'Save it as SVG with a viewBox') };
}

/** Checks whether a picture states its size. The build reserves space for it, and fails without one. */
function hasSize(start: Buffer): boolean {
  try {
    const { width, height } = imageSize(start);
    return width > 0 && height > 0;
  } catch {
    return false;
  }
}

/** Reads the first and last bytes of a file; none if it was deleted meanwhile, which leads to another check. */
function endsOf(path: string, size: number): { start: Buffer; end: Buffer } {
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    return { start: bytesAt(file, 0, Math.min(START_SIZE, size)), end: bytesAt(file, Math.max(0, size - TAIL), TAIL) };
  } catch {
    return { start: Buffer.alloc(0), end: Buffer.alloc(0) };
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

function bytesAt(file: number, position: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  return bytes.subarray(0, readSync(file, bytes, 0, length, position));
}

function isCovered(file: string, files: ReadonlySet<string>): boolean {
  for (let path = file; path !== '.' && path !== '/'; path = dirname(path)) if (files.has(path)) return true;
  return false;
}
