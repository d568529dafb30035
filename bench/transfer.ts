import { readFileSync } from 'node:fs';
import { extname, join, posix } from 'node:path';
import { gzipSync } from 'node:zlib';
import { filesIn } from '#publish/built-files.ts';
import { addressesInStyles, readPageResources } from '#publish/page-resources.ts';

/** Kinds of resources of a page. Inline code and styles count as HTML. */
export const KINDS = ['html', 'css', 'javascript', 'fonts', 'images'] as const;
export type KindOfBytes = (typeof KINDS)[number];

/** A file that a browser requests when it opens a page. */
export interface Loaded {
  /** Path inside the output. */
  file: string;
  kind: KindOfBytes;
  /** Transferred bytes: gzipped, unless the format is compressed already. */
  size: number;
}

/** Resources of a page on a first visit with an empty cache. */
export interface Transfer {
  /** URL of the page, without the base path. */
  page: string;
  /** Requested files, the page itself first. */
  files: Loaded[];
}

/** Compressed formats, which servers do not gzip. */
const PACKED = new Set(['.png', '.jpg', '.jpeg', '.webp', '.avif', '.gif', '.woff', '.woff2']);

const FONTS = new Set(['.woff', '.woff2', '.ttf', '.otf']);

/** Reads a built site and the resources that its pages load. Sizes and dependencies are cached by file. */
export class Output {
  private readonly folder: string;
  private readonly base: string;
  private readonly sizes = new Map<string, number>();
  private readonly needs = new Map<string, string[]>();

  /**
   * @param folder Folder of the built site.
   * @param base Base path that it was built for, such as `/handbook/`.
   */
  constructor(folder: string, base = '/') {
    this.folder = folder;
    this.base = base;
  }

  /** Resources of every page, without redirects. */
  transfers(): Transfer[] {
    return filesIn(this.folder)
      .filter((file) => file.endsWith('.html'))
      .flatMap((file) => this.transferOf(file) ?? []);
  }

  /** Transferred bytes of a file. */
  sizeOf(file: string): number {
    const known = this.sizes.get(file);
    if (known !== undefined) return known;
    const bytes = readFileSync(join(this.folder, file));
    const size = PACKED.has(extname(file)) ? bytes.length : gzipSync(bytes).length;
    this.sizes.set(file, size);
    return size;
  }

  /** Number of characters before and after the `<main>` element of a page, uncompressed. */
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
      if (kind === 'css') for (const next of this.resourcesInStyles(asset)) add(next, asset, kindInStyles(next));
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

  /** Output file that a URL refers to; undefined for a URL with a scheme, which needs no request to this host. */
  private fileAt(address: string, from: string): string | undefined {
    if (/^[a-z]+:/i.test(address)) return undefined;
    const [path = ''] = address.split(/[?#]/);
    if (path.startsWith('/')) return path.slice(this.base.length);
    return posix.join(posix.dirname(from), path);
  }

  /** Static imports of a script. Dynamic imports load later and do not count. */
  private importsOf(file: string): string[] {
    return this.memoize(file, () =>
      [...this.text(file).matchAll(/(?:^|[;}\s])(?:im|ex)port\b[^"'`();]*["'](\.{1,2}\/[^"']+)["']/g)].map(
        (match) => match[1] as string,
      ),
    );
  }

  private resourcesInStyles(file: string): string[] {
    return this.memoize(file, () => addressesInStyles(this.text(file)).map(({ text }) => text));
  }

  private memoize(file: string, read: () => string[]): string[] {
    const addresses = this.needs.get(file) ?? read();
    this.needs.set(file, addresses);
    return addresses;
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

/** Transferred bytes of one kind for a page. */
export function bytesOf({ files }: Transfer, kind: KindOfBytes): number {
  return total(files.filter((file) => file.kind === kind));
}

/** Transferred bytes of several files. */
export function total(files: readonly Loaded[]): number {
  return files.reduce((sum, { size }) => sum + size, 0);
}
