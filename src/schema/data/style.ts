import * as z from 'zod';
import { addIssue, name, provenance, sameName, text } from '../fields.ts';
import { common } from './entry-fields.ts';

/** Words to avoid, with replacements. The check reports them, and the glossary lists them. */
export const style = z
  .strictObject({
    ...common,
    title: name().describe('The word or words to avoid, as they stand in a sentence; capitals make no difference.'),
    forms: z
      .array(name())
      .default([])
      .describe('Other forms to avoid for the same reason, such as plurals and tenses.'),
    instead: z.array(text()).default([]).describe('What to write instead; if left out, the word is not needed at all.'),
    reason: text().describe('Why, in one sentence; what is between quotation marks is not checked.'),
    category: z
      .enum(['plain', 'inclusive', 'british', 'house'])
      .describe('plain, inclusive, british or house: what the better word is.'),
    language: z
      .string()
      .regex(/^[a-z]{2,3}(-[A-Z]{2})?$/, 'a language such as en-GB')
      .optional()
      .describe(
        'The language that it is about, such as de or en-GB; English if upstream leaves it out, any if you do.',
      ),
    certain: z
      .boolean()
      .default(false)
      .describe(
        'Whether it is wrong wherever it stands: then it is a problem, which stops a build; if left out, a hint.',
      ),
    provenance: provenance()
      .default('editorial')
      .describe('source, derived or editorial: how the words relate to the sources; editorial if left out.'),
  })
  .check((payload) => {
    const { title, forms, instead } = payload.value;
    const avoided = [title, ...forms].map(sameName);
    for (const [at, word] of instead.entries()) {
      if (!avoided.includes(sameName(word))) continue;
      addIssue(payload, ['instead', at], {
        message: `"${word}" is itself to be avoided`,
        fix: 'Write another word, or leave it out',
      });
    }
  });
