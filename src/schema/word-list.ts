import * as z from 'zod';

const ONE_WORD = /^[\p{L}\p{M}]+(['’-][\p{L}\p{M}]+)*$/u;

/**
 * Schema of `words.yaml`: correct words that the dictionary lacks, each as it is written in a sentence. Their plurals
 * and capitalised forms are accepted too.
 */
export const wordList = z.array(
  z.unknown().superRefine((written, context) => {
    if (typeof written === 'string' && ONE_WORD.test(written)) return;
    const shown = typeof written === 'object' ? 'This' : `"${written}"`;
    const fix = 'Write one word after each hyphen, such as - roadmap';
    context.addIssue({ code: 'custom', message: `${shown} is not a word`, params: { fix } });
  }),
);
