import { accessSync, closeSync, constants, openSync, readSync, type Stats } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { imageSize } from 'image-size';
import { HEAD, pictureFault, TAIL } from '#model/picture-types.ts';
import { formatReport, type Point, type Problem } from '#model/problem.ts';
import { type Area, type Found, fileWords, isPicture, nameWords } from '#model/rules/files.ts';
import { svgProblem } from '#model/rules/svg.ts';
import { statusOf, typeOf } from './file-type.ts';
import { UserError } from './git.ts';
import { entriesIn, LAYERS, notesFolder } from './layers.ts';
import { readText } from './text.ts';

/** The files that must not lie where they are, or are not what their names say. */
export interface UnexpectedFiles {
  problems: Problem[];
  /** The paths of files and folders that nothing reads as they are. What names them may be right. */
  unread: readonly string[];
  /** Whether a path, or a folder on its way, has a problem of its own. */
  covers(file: string): boolean;
}

/** The folder whose files are copied to readers as they are. */
const PUBLIC = 'public';

/**
 * Walks over everything that the handbook is made of, before anything of it is read, and follows no link.
 * @param root The folder that holds the layers and `public/`.
 */
export function findUnexpectedFiles(root: string, layers: readonly string[] = LAYERS): UnexpectedFiles {
  const problems: Problem[] = [];
  const unread: string[] = [];
  const visit = (file: string) => {
    const area = areaOf(file, layers);
    const status = statusOf(join(root, file));
    const found = typeOf(status);
    const name = nameWords(inside(file, area), area.name, found.type);
    // What must not be there anyway needs no right to be read.
    const reason = whyUnread(file, area, found) ?? (name || isReadable(root, file, status) ? undefined : noRight(file));
    if (reason) unread.push(file);
    const words = reason ?? name;
    if (words) {
      problems.push({ file, line: 1, column: 1, rule: 'files', ...words });
    } else if (found.type === 'folder') {
      const names = entriesIn(join(root, file)).map(({ name }) => name);
      for (const name of names.sort()) if (!isPrivate(area, name)) visit(`${file}/${name}`);
    } else if (found.type === 'file' && area.name !== 'notes' && isPicture(file)) {
      const problem = pictureProblem(root, file, found.size, area.name);
      if (problem) problems.push({ file, rule: 'images', ...problem });
    }
  };
  for (const folder of foldersOf(layers)) if (statusOf(join(root, folder))) visit(folder);
  const files = new Set(problems.map(({ file }) => file));
  return { problems, unread, covers: (file) => isCovered(file, files) };
}

/**
 * Keeps a command from writing while a link or the like is among the files: it might write to another place, and could
 * not tell what it breaks.
 * @throws UserError with what is in the way.
 */
export function refuseUnread(root: string): void {
  const { problems, unread } = findUnexpectedFiles(root);
  const inTheWay = problems.filter(({ file }) => unread.includes(file));
  if (inTheWay.length > 0) throw new UserError(`${formatReport(inTheWay)}\n\nNothing was written.`);
}

/** The first layer, the folder around each later one if it has one, and what is copied to readers. */
function foldersOf(layers: readonly string[]): string[] {
  const around = layers.slice(1).map((layer) => (layer.includes('/') ? dirname(layer) : layer));
  return [...layers.slice(0, 1), ...around, PUBLIC];
}

interface Place {
  name: Area;
  /** The path of the top of the area. */
  top: string;
}

function areaOf(file: string, layers: readonly string[]): Place {
  const areas: Place[] = [
    { name: 'public', top: PUBLIC },
    ...layers.map((top): Place => ({ name: 'content', top })),
    ...layers.slice(1).map((layer): Place => ({ name: 'notes', top: notesFolder(layer) })),
  ];
  const area = areas.find(({ top }) => file === top || file.startsWith(`${top}/`));
  return area ?? { name: 'organisation', top: file.split('/')[0] as string };
}

/** What nothing reads or publishes: a repository in `org/`, and the links by which Emacs locks a file that is being edited. */
function isPrivate(area: Place, name: string): boolean {
  return (area.name === 'organisation' && name === '.git') || (area.name !== 'public' && name.startsWith('.#'));
}

function whyUnread(file: string, area: Place, found: Found): ReturnType<typeof fileWords> {
  const path = inside(file, area);
  if (path !== '' || found.type !== 'file') return fileWords(path, area.name, found);
  return { message: 'This is a file, and has to be a folder', fix: 'Delete it' };
}

/** The path from the top of an area. */
function inside(file: string, { top }: Place): string {
  return file.slice(top.length + 1);
}

/** Asks the system where not all may read, since rights depend on more than the mode. A name in another encoding leads to nothing. */
function isReadable(root: string, file: string, status: Stats | undefined): boolean {
  const needed = status?.isDirectory() ? 0o555 : 0o444;
  if (!status || (status.mode & needed) === needed) return true;
  try {
    accessSync(join(root, file), status.isDirectory() ? constants.R_OK | constants.X_OK : constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

function noRight(file: string) {
  return { message: 'You have no right to read it', fix: `Give yourself that right: chmod u+rX ${file}` };
}

/** In bytes: cameras write up to some hundred kB before the size of a picture. */
const START = 1_000_000;

/** What is wrong with a picture: the content of an SVG, the first and last bytes of any other. */
export function pictureProblem(
  root: string,
  file: string,
  size: number,
  area: Area,
): (Point & Pick<Problem, 'message' | 'fix'>) | undefined {
  const place = { line: 1, column: 1 };
  if (size === 0) return { ...place, message: 'The picture is empty', fix: 'Save it again, or delete it' };
  const ending = extname(file).slice(1).toLowerCase();
  if (ending === 'svg') return svgFileProblem(root, file, area);
  const { start, end } = endsOf(join(root, file), size);
  const fault = pictureFault(ending, { head: start.toString('latin1', 0, HEAD), tail: end.toString('latin1'), size });
  if (fault === 'cut off') return { ...place, message: 'The picture is cut off', fix: 'Save or copy it again' };
  if (fault) {
    const { holds, called } = fault;
    const message = holds === undefined ? `The file is no ${called} picture` : `The file is ${holds}, not ${called}`;
    return { ...place, message, fix: `Save it as ${called}, or give it the ending of what it is` };
  }
  return hasSize(start) ? undefined : { ...place, message: 'The picture is damaged', fix: 'Save or copy it again' };
}

function svgFileProblem(root: string, file: string, area: Area) {
  const { text, problem } = readText(root, file);
  if (problem) return problem;
  const found = svgProblem(text);
  if (found || area !== 'content' || hasSize(Buffer.from(text))) return found;
  return {
    line: 1,
    column: 1,
    message: 'The picture does not say how large it is',
    fix: 'Save it as SVG with a viewBox',
  };
}

/** Whether a picture says how large it is. The build leaves room for it, and fails where it does not. */
function hasSize(start: Buffer): boolean {
  try {
    const { width, height } = imageSize(start);
    return width > 0 && height > 0;
  } catch {
    return false;
  }
}

/** The first and the last bytes of a file; none of one that is deleted meanwhile, which is then looked at again. */
function endsOf(path: string, size: number): { start: Buffer; end: Buffer } {
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    return { start: bytesAt(file, 0, Math.min(START, size)), end: bytesAt(file, Math.max(0, size - TAIL), TAIL) };
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
