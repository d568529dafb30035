import { PassThrough, Writable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { type Prompts, promptsIn } from '../scripts/prompts.ts';

/** What a keyboard sends for keys that are no letters. */
export const KEYS = {
  enter: '\r',
  down: '\u001b[B',
  up: '\u001b[A',
  space: ' ',
  tab: '\t',
  escape: '\u001b',
  backspace: '\u007f',
  /** Ctrl+C. */
  stop: '\u0003',
  /** Ctrl+D. */
  end: '\u0004',
  /** Ctrl+U, which empties the line. */
  clear: '\u0015',
};

/** A person at a terminal. */
export interface Person {
  prompts: Prompts;
  /** The keys for prompts that have not been shown. */
  left: string[];
  /** Everything that was shown, without colours: each line once, and without those that are still being typed. */
  shown(): string;
  /** Everything that was written to the terminal. */
  written(): string;
  /** Whether the terminal still hands over each key, as during a prompt. */
  isRaw(): boolean;
}

/**
 * A person who answers in a terminal.
 * @param keys What they press at each prompt, in order. Without an entry left they press Ctrl+C; `undefined` closes the
 *   terminal.
 */
export function personWith(keys: readonly (string | undefined)[]): Person {
  const left = [...keys] as string[];
  let isRaw = false;
  let written = '';
  const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: (raw: boolean) => (isRaw = raw) });
  const press = () => {
    if (left.length === 0) return input.write(KEYS.stop);
    const next = left.shift();
    return next === undefined ? input.end() : input.write(next);
  };
  const output = Object.assign(
    new Writable({
      decodeStrings: false,
      write(text: string, _encoding, done) {
        written += text;
        // Each prompt hides the cursor once, when it is shown.
        if (text.includes('\u001b[?25l')) setImmediate(press);
        done();
      },
    }),
    { isTTY: true, columns: 200, rows: 60 },
  );
  const lines = () => stripVTControlCharacters(written).split(/\r?\n/);
  const isTyped = (line: string) => /█|Search:|^│? *$/.test(line);
  return {
    prompts: promptsIn(input, output),
    left,
    shown: () => [...new Set(lines().filter((line) => !isTyped(line)))].join('\n'),
    written: () => written,
    isRaw: () => isRaw,
  };
}
