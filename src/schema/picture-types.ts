/** Signature of an image format, as Latin-1 text, so that one character is one byte. */
interface PictureType {
  name: string;
  starts(head: string): boolean;
  /** Checks that the file is complete; an interrupted download loses its end. */
  ends?(tail: string, head: string, size: number): boolean;
}

/** Image formats by extension, without SVG, which is text. */
const TYPES: Record<string, PictureType> = {
  png: {
    name: 'PNG',
    starts: (head) => head.startsWith('\x89PNG\r\n\x1a\n'),
    ends: (tail, head) => head.slice(12, 16) === 'IHDR' && tail.includes('IEND'),
  },
  jpg: {
    name: 'JPEG',
    starts: (head) => head.startsWith('\xff\xd8\xff'),
    // Some cameras append data after the end marker.
    ends: (tail) => tail.includes('\xff\xd9'),
  },
  gif: {
    name: 'GIF',
    starts: (head) => /^GIF8[79]a/.test(head),
    ends: (tail) => tail.slice(-16).includes(';'),
  },
  webp: {
    name: 'WebP',
    starts: (head) => head.startsWith('RIFF') && head.slice(8, 12) === 'WEBP',
    ends: (_tail, head, size) => size >= 20 && size >= 8 + littleEndian(head.slice(4, 8)),
  },
  avif: { name: 'AVIF', starts: (head) => head.slice(4, 8) === 'ftyp' && /avi[fs]/.test(head.slice(8, 64)) },
  ico: { name: 'ICO', starts: (head) => head.startsWith('\0\0\x01\0') },
};

/** Number of bytes to read from the start (HEAD) and the end (TAIL) to identify a format. */
export const HEAD = 64;
export const TAIL = 65_536;

/**
 * Checks the bytes of an image other than SVG.
 * @param ending The file extension, in lower case.
 * @returns The format found (if known) and the one expected, `cut off` for an incomplete file, or undefined.
 */
export function pictureFault(
  ending: string,
  { head, tail, size }: { head: string; tail: string; size: number },
): { holds: string | undefined; called: string } | 'cut off' | undefined {
  const type = TYPES[ending === 'jpeg' ? 'jpg' : ending];
  if (!type) return undefined;
  if (!type.starts(head)) return { holds: typeOf(head), called: type.name };
  return type.ends && !type.ends(tail, head, size) ? 'cut off' : undefined;
}

/** Detects the format of a file from its first bytes. */
function typeOf(head: string): string | undefined {
  if (/^\ufeff?\s*<(\?xml|svg)\b/.test(head)) return 'SVG';
  return Object.values(TYPES).find(({ starts }) => starts(head))?.name;
}

function littleEndian(bytes: string): number {
  return [...bytes].reduceRight((sum, byte) => sum * 256 + byte.charCodeAt(0), 0);
}

/** Extensions of the images that a page can show. */
export const IMAGE = /\.(png|jpe?g|gif|webp|avif|svg)$/i;
