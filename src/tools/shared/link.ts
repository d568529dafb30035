/**
 * Size of the pieces that are unpacked at once, in bytes. A decompressor unpacks all of a piece before anybody can stop
 * it, to at most a thousand times its size.
 */
const PIECE = 1_024;

/** Compresses a text for the fragment of a URL. */
export async function compress(text: string): Promise<string> {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream('deflate-raw'));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/**
 * Decompresses a fragment, piece by piece, and stops once there is too much.
 * @param largest Maximum size of the text, in bytes.
 * @returns The text; undefined if the fragment is truncated, altered or too large.
 */
export async function decompress(fragment: string, largest: number): Promise<string | undefined> {
  try {
    const binary = atob(fragment.replaceAll('-', '+').replaceAll('_', '/'));
    const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
    const reader = piecesOf(bytes).pipeThrough(new DecompressionStream('deflate-raw')).getReader();
    const decoder = new TextDecoder('utf-8', { fatal: true });
    let [size, text] = [0, ''];
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      size += piece.value.length;
      if (size > largest) {
        await reader.cancel();
        return undefined;
      }
      text += decoder.decode(piece.value, { stream: true });
    }
    return text + decoder.decode();
  } catch {
    return undefined;
  }
}

function piecesOf(bytes: Uint8Array<ArrayBuffer>): ReadableStream<Uint8Array<ArrayBuffer>> {
  let start = 0;
  return new ReadableStream({
    pull(controller) {
      if (start < bytes.length) controller.enqueue(bytes.slice(start, start + PIECE));
      else controller.close();
      start += PIECE;
    },
  });
}
