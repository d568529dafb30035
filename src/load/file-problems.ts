import { type Advice, advice } from '#schema/problem.ts';

/** Type of a path. A symbolic link counts as a link, whatever its target. */
export type FileType = 'file' | 'folder' | 'link' | 'special' | 'missing';

/** File system entry at a path. */
export interface FileEntry {
  type: FileType;
  /** Size in bytes; 0 unless it is a file. */
  size: number;
}

/**
 * Area of the repository: `public` is copied to readers, `content` holds pages and data, `notes` holds notes, and
 * `organisation` is everything else in `org/`.
 */
export type Area = 'public' | 'content' | 'notes' | 'organisation';

/** Size limits, in bytes. */
const MB = 1_000_000;
const MOST = { text: MB, svg: 5 * MB, any: 200 * MB };

/** Files that git, macOS and Vim leave in folders. Nothing reads them. */
const HARMLESS = /^(\.gitkeep|\.gitignore|\.gitattributes|\.DS_Store|\..+\.sw[a-p])$/;

/**
 * Control characters: line ends, terminal control and text direction. U+FFFD replaces bytes that are not valid UTF-8.
 */
const CONTROLS = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\ufffd]/u;
/** Characters with a special meaning in shells, on Windows or in URLs. */
const MEANING = /[<>"'`|?*:\\]/;

const PICTURE = /\.(png|jpe?g|gif|webp|avif|ico|svg)$/i;
const TEXT = /\.(mdx|ya?ml)$/i;

/** Checks by extension whether a file is a picture. */
export function isPicture(file: string): boolean {
  return PICTURE.test(file);
}

/** Checks by extension whether a file holds a page, data or settings. */
function isText(file: string, area: Area): boolean {
  return area !== 'public' && TEXT.test(file);
}

/**
 * Returns message and fix for a path that must not be read. Links come first, because their targets may lie outside the
 * repository and nobody reviewed them.
 */
export function fileWords(path: string, area: Area, { type, size }: FileEntry): Advice | undefined {
  return typeWords(type) ?? (type === 'folder' ? folderWords(path, area) : sizeWords(path, area, size));
}

/** Returns message and fix for a file whose text must not be read, whatever its name. */
export function textWords(file: string, { type, size }: FileEntry): Advice | undefined {
  if (type === 'folder') return advice('This is a folder', 'Put a file in its place');
  return typeWords(type) ?? sizeWords(file, 'content', size);
}

function typeWords(type: FileType): Advice | undefined {
  if (type === 'link') {
    return advice('This is a link to another file or folder', 'Put the file itself here, or delete the link');
  }
  if (type !== 'special') return undefined;
  return advice('This is a pipe, a socket or a device, and no file', 'Delete it');
}

/**
 * Returns message and fix for a name that is not allowed.
 * @param path Path from the top of its area.
 */
export function nameWords(path: string, area: Area, type: FileType): Advice | undefined {
  const name = path.replace(/^.*\//, '');
  const taken = area === 'public' ? takenWords(path) : undefined;
  if (taken) return taken;
  if (name.startsWith('.') && area !== 'organisation') return hiddenWords(path, area, type);
  const isPublished = area === 'public' || isPicture(name);
  const [bad] = CONTROLS.exec(name) ?? (isPublished ? (MEANING.exec(name) ?? /^-/.exec(name)) : null) ?? [];
  if (bad === undefined) return undefined;
  const place = bad === '-' ? 'starts with a hyphen' : `holds ${JSON.stringify(bad)}`;
  return advice(`The name ${place}`, 'Rename it with letters, digits, spaces and . _ - ( ), a letter or digit first');
}

/** Checks for names that the build writes itself, and for types of page that the build does not scan for scripts. */
function takenWords(path: string): Advice | undefined {
  if (/^(_astro|pagefind|_headers)$/i.test(path))
    return advice(`The build writes ${path} itself`, 'Give it another name');
  const [ending] = /\.(htm|xhtml?|xht|shtml?|mhtml?|svgz|xsl|xslt|xml)$/i.exec(path) ?? [];
  if (ending === undefined) return undefined;
  return advice(`A ${ending} file may run scripts, and nothing looks into it`, 'Save it as .html, or delete it');
}

function hiddenWords(path: string, area: Area, type: FileType): Advice | undefined {
  const isWellKnown = path === '.well-known' && type === 'folder';
  if (area === 'public' ? isWellKnown : HARMLESS.test(path.replace(/^.*\//, ''))) return undefined;
  const message = 'Its name starts with a dot, so most programs hide it';
  if (area !== 'public') return advice(message, 'Delete it: nothing reads it here');
  const fix = 'Delete it, or rename it without the dot; only public/.well-known/ may stay';
  return advice(`${message} and everybody could read it`, fix);
}

function folderWords(path: string, area: Area): Advice | undefined {
  const [ending] = (area === 'public' ? undefined : (TEXT.exec(path) ?? PICTURE.exec(path))) ?? [];
  if (ending === undefined) return undefined;
  const fix = `Rename it without ${ending}, or put a file in its place`;
  return advice(`This is a folder, and its name ends in ${ending}`, fix);
}

function sizeWords(path: string, area: Area, size: number): Advice | undefined {
  const message = `The file has ${Math.ceil(size / (MB / 10)) / 10} MB`;
  if (size > MOST.any) return advice(message, 'Publish it elsewhere and link to it: a file has at most 200 MB');
  if (isText(path, area) && size > MOST.text)
    return advice(message, 'Make several of it: a page or a data file has at most 1 MB');
  if (/\.svg$/i.test(path) && size > MOST.svg)
    return advice(message, 'Simplify it, or save it as PNG: an SVG has at most 5 MB');
  return undefined;
}
