import { readFileSync } from 'node:fs';
import { extname, join, posix } from 'node:path';
import { gzipSync } from 'node:zlib';
import { filesIn } from '#publish/built-files.ts';
import { addressesInStyles, readPageResources } from '#publish/page-resources.ts';

/** The kinds of bytes that a page costs. Code and styles inside a page count as HTML. */
export const KINDS = ['html', 'css', 'javascript', 'fonts', 'images'] as const;
export type KindOfBytes = (typeof KINDS)[number];

/** A file that a browser asks for when it opens a page. */
export interface Loaded {
  /** Its path inside the output. */
  file: string;
  kind: KindOfBytes;
  /** In bytes, as they are sent: packed with gzip, unless its format is packed already. */
  size: number;
}

/** What opening a page costs a reader who has nothing of the site yet. */
export interface Transfer {
  /** The address of the page, without the base. */
  page: string;
  /** What the browser asks for, the page itself first. */
  files: Loaded[];
}

/** Formats that are packed already; nobody packs them again on the way. */
const PACKED = new Set(['.png', '.jpg', '.jpeg', '.webp', '.avif', '.gif', '.woff', '.woff2']);

const FONTS = new Set(['.woff', '.woff2', '.ttf', '.otf']);

/** Reads built sites: what each of their pages makes a browser ask for. Each file is read and packed once. */
export class Output {
  private readonly folder: string;
  private readonly base: string;
  private readonly sizes = new Map<string, number>();
  private readonly needs = new Map<string, string[]>();

  /**
   * @param folder The folder of the built site.
   * @param base The folder of the host that it was built for, such as `/handbook/`.
   */
  constructor(folder: string, base = '/') {
    this.folder = folder;
    this.base = base;
  }

  /** What every page costs, but not those that only send the reader on. */
  transfers(): Transfer[] {
    return filesIn(this.folder)
      .filter((file) => file.endsWith('.html'))
      .flatMap((file) => this.transferOf(file) ?? []);
  }

  /** How many bytes are sent for a file. */
  sizeOf(file: string): number {
    const known = this.sizes.get(file);
    if (known !== undefined) return known;
    const bytes = readFileSync(join(this.folder, file));
    const size = PACKED.has(extname(file)) ? bytes.length : gzipSync(bytes).length;
    this.sizes.set(file, size);
    return size;
  }

  /** The characters of a page that stand before and after its main part, as they lie in the output. */
  beyondText({ files: [own] }: Transfer): number {
    const html = own ? this.text(own.file) : '';
    return html.indexOf('<main') + html.length - html.indexOf('</main>');
  }

  private transferOf(file: string): Transfer | undefined {
    const source = this.text(file);
    if (/<meta http-equiv="refresh"/i.test(source)) return undefined;
    const found = new Map<string, KindOfBytes>([[file, 'html']]);
    const add = (address: string, from: string, kind: KindOfBytes) => {
      const asset = this.fileAt(address, from);
      if (asset === undefined || found.has(asset)) return;
      found.set(asset, kind);
      if (kind === 'javascript') for (const next of this.importsOf(asset)) add(next, asset, kind);
      if (kind === 'css') for (const next of this.shownBy(asset)) add(next, asset, kindInStyles(next));
    };
    for (const { kind, directive, text } of readPageResources(source).resources) {
      if (kind !== 'address') continue;
      if (directive === 'style-src') add(text, file, 'css');
      if (directive === 'script-src') add(text, file, 'javascript');
      if (directive === 'img-src') add(text, file, 'images');
    }
    const files = [...found].map(([name, kind]) => ({ file: name, kind, size: this.sizeOf(name) }));
    return { page: `/${file.replace(/(^|\/)index\.html$/, '$1')}`, files };
  }

  /** The file of the output that an address leads to; none for what is not asked for from the host. */
  private fileAt(address: string, from: string): string | undefined {
    if (/^[a-z]+:/i.test(address)) return undefined;
    const [path = ''] = address.split(/[?#]/);
    if (path.startsWith('/')) return path.slice(this.base.length);
    return posix.join(posix.dirname(from), path);
  }

  /** What a script needs before it runs; what it asks for later, if ever, does not count. */
  private importsOf(file: string): string[] {
    return this.known(file, () =>
      [...this.text(file).matchAll(/(?:^|[;}\s])(?:im|ex)port\b[^"'`();]*["'](\.{1,2}\/[^"']+)["']/g)].map(
        (match) => match[1] as string,
      ),
    );
  }

  private shownBy(file: string): string[] {
    return this.known(file, () => addressesInStyles(this.text(file)).map(({ text }) => text));
  }

  private known(file: string, read: () => string[]): string[] {
    const found = this.needs.get(file) ?? read();
    this.needs.set(file, found);
    return found;
  }

  private text(file: string): string {
    return readFileSync(join(this.folder, file), 'utf8');
  }
}

function kindInStyles(address: string): KindOfBytes {
  const extension = extname(address.split(/[?#]/)[0] as string);
  if (extension === '.css') return 'css';
  return FONTS.has(extension) ? 'fonts' : 'images';
}

/** The bytes of one kind that a page costs. */
export function bytesOf({ files }: Transfer, kind: KindOfBytes): number {
  return total(files.filter((file) => file.kind === kind));
}

/** The bytes of some files together. */
export function total(files: readonly Loaded[]): number {
  return files.reduce((sum, { size }) => sum + size, 0);
}
