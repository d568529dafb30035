import type { Problem } from '../problem.ts';

type Words = Pick<Problem, 'message' | 'fix'>;

/** What lies at a path. A link is one, wherever it leads. */
export type FileType = 'file' | 'folder' | 'link' | 'special' | 'missing';

/** Something at a path. */
export interface Found {
  type: FileType;
  /** In bytes; 0 for what is no file. */
  size: number;
}

/** What a place holds: files that are copied to readers, pages and data, notes, or whatever an organisation keeps beside them. */
export type Area = 'public' | 'content' | 'notes' | 'organisation';

/** In bytes. */
const MB = 1_000_000;
const MOST = { text: MB, svg: 5 * MB, any: 200 * MB };

/** Files that git, macOS and Vim put into folders, and that nothing reads. */
const HARMLESS = /^(\.gitkeep|\.gitignore|\.gitattributes|\.DS_Store|\..+\.sw[a-p])$/;

/** Characters that end a line, steer a terminal or turn the direction of text; the last stands for bytes that are no UTF-8. */
const CONTROLS = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\ufffd]/u;
/** Characters that shells, Windows or addresses give a meaning. */
const MEANING = /[<>"'`|?*:\\]/;

const PICTURE = /\.(png|jpe?g|gif|webp|avif|ico|svg)$/i;
const TEXT = /\.(mdx|ya?ml)$/i;

/** Whether a file is read as a picture, by its ending. */
export function isPicture(file: string): boolean {
  return PICTURE.test(file);
}

/** Whether a path is that of a page, data or settings, by its ending. */
function isText(file: string, area: Area): boolean {
  return area !== 'public' && TEXT.test(file);
}

/**
 * Says why something must not be read. Links come first: what they lead to is not part of the repository, so nobody
 * reviewed it.
 */
export function fileWords(path: string, area: Area, { type, size }: Found): Words | undefined {
  return typeWords(type) ?? (type === 'folder' ? folderWords(path, area) : sizeWords(path, area, size));
}

/** Says why the text of a file must not be read, whatever its name is. */
export function textWords(file: string, { type, size }: Found): Words | undefined {
  if (type === 'folder') return { message: 'This is a folder', fix: 'Put a file in its place' };
  return typeWords(type) ?? sizeWords(file, 'content', size);
}

function typeWords(type: FileType): Words | undefined {
  if (type === 'link') {
    return { message: 'This is a link to another file or folder', fix: 'Put the file itself here, or delete the link' };
  }
  if (type !== 'special') return undefined;
  return { message: 'This is a pipe, a socket or a device, and no file', fix: 'Delete it' };
}

/**
 * Says why nothing must have the name that it has.
 * @param path The path from the top of its area.
 */
export function nameWords(path: string, area: Area, type: FileType): Words | undefined {
  const name = path.replace(/^.*\//, '');
  const taken = area === 'public' ? takenWords(path) : undefined;
  if (taken) return taken;
  if (name.startsWith('.') && area !== 'organisation') return hiddenWords(path, area, type);
  const isPublished = area === 'public' || isPicture(name);
  const [bad] = CONTROLS.exec(name) ?? (isPublished ? (MEANING.exec(name) ?? /^-/.exec(name)) : null) ?? [];
  if (bad === undefined) return undefined;
  const place = bad === '-' ? 'starts with a hyphen' : `holds ${JSON.stringify(bad)}`;
  return {
    message: `The name ${place}`,
    fix: 'Rename it with letters, digits, spaces and . _ - ( ), a letter or digit first',
  };
}

/** Names that the build writes itself, and types of page that it does not look through for scripts. */
function takenWords(path: string): Words | undefined {
  if (/^(_astro|pagefind|_headers)$/i.test(path))
    return { message: `The build writes ${path} itself`, fix: 'Give it another name' };
  const [ending] = /\.(htm|xhtml?|xht|shtml?|mhtml?|svgz|xsl|xslt|xml)$/i.exec(path) ?? [];
  if (ending === undefined) return undefined;
  return {
    message: `A ${ending} file may run scripts, and nothing looks into it`,
    fix: 'Save it as .html, or delete it',
  };
}

function hiddenWords(path: string, area: Area, type: FileType): Words | undefined {
  const isWellKnown = path === '.well-known' && type === 'folder';
  if (area === 'public' ? isWellKnown : HARMLESS.test(path.replace(/^.*\//, ''))) return undefined;
  const message = 'Its name starts with a dot, so most programs hide it';
  if (area !== 'public') return { message, fix: 'Delete it: nothing reads it here' };
  return {
    message: `${message} and everybody could read it`,
    fix: 'Delete it, or rename it without the dot; only public/.well-known/ may stay',
  };
}

function folderWords(path: string, area: Area): Words | undefined {
  const [ending] = (area === 'public' ? undefined : (TEXT.exec(path) ?? PICTURE.exec(path))) ?? [];
  if (ending === undefined) return undefined;
  return {
    message: `This is a folder, and its name ends in ${ending}`,
    fix: `Rename it without ${ending}, or put a file in its place`,
  };
}

function sizeWords(path: string, area: Area, size: number): Words | undefined {
  const message = `The file has ${Math.ceil(size / (MB / 10)) / 10} MB`;
  if (size > MOST.any) return { message, fix: 'Publish it elsewhere and link to it: a file has at most 200 MB' };
  if (isText(path, area) && size > MOST.text)
    return { message, fix: 'Make several of it: a page or a data file has at most 1 MB' };
  if (/\.svg$/i.test(path) && size > MOST.svg)
    return { message, fix: 'Simplify it, or save it as PNG: an SVG has at most 5 MB' };
  return undefined;
}
