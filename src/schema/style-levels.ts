import * as z from 'zod';

/** Levels of a rule of style. */
const level = z.enum(['off', 'hint', 'error']);

/** Schema of the setting `style`: levels of rules by their ids, and under `default` that of all others. */
export const styleLevels = z.record(z.string(), level);

/** Levels of rules of style, by id. */
export type StyleLevels = z.infer<typeof styleLevels>;

/** Ids of the rules of style that are no words to avoid. */
export const STYLE_RULES = [
  'long-sentence',
  'long-heading',
  'heading-end',
  'heading-capitals',
  'heading-rank',
  'heading-empty',
  'heading-twice',
] as const;

/** Id of a rule of style that is no word to avoid. */
export type StyleRuleId = (typeof STYLE_RULES)[number];

/**
 * Returns the level of a rule.
 * @param usual The level that it has if the settings do not say.
 */
export function levelOf(levels: StyleLevels, id: string, usual: 'hint' | 'error'): z.infer<typeof level> {
  const own = (name: string) => (Object.hasOwn(levels, name) ? levels[name] : undefined);
  return own(id) ?? own('default') ?? usual;
}
