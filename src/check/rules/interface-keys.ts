import { type Content, memoize } from '#load/content.ts';
import type { InterfaceFile } from '#load/interface-files.ts';
import {
  flattenStrings,
  type InterfaceStrings,
  interfaceSchema,
  isStarlights,
  mergeStrings,
} from '#schema/interface.ts';
import type { Problem } from '#schema/problem.ts';
import { placesIn, schemaProblems } from '#schema/schema-problems.ts';
import type { Rule } from '../rule.ts';

/** Language of the strings that all others are compared with, and that stand in for missing ones. */
const ENGLISH = 'en';

/** Rule on the strings of the interface: keys, placeholders and plural forms are those of upstream's English ones. */
export const interfaceKeys: Rule = {
  code: 'interface',
  describes: 'Strings of the interface have the keys and placeholders of upstream',
  check: (content) => checkedFiles(content).flatMap(({ problems }) => problems),
};

/** Files with strings and what is wrong with them. The more general language comes first: pt, pt-BR. */
const checkedFiles = memoize((content): (InterfaceFile & { problems: Problem[] })[] => {
  const files = content.interfaceFiles.toSorted((a, b) => a.language.length - b.language.length);
  const reference = files.find(({ language }) => language === ENGLISH);
  if (!reference) return [];
  return files.map((one) => {
    const needsForms = files.find((other) => generalOf(other.language) === generalOf(one.language)) === one;
    const schema = interfaceSchema(reference.located.value ?? {}, one.language, needsForms);
    const strings = one.located.value ?? {};
    // Zod would compile the schema, which takes longer than it saves: it is used once.
    const isValid = schema.safeParse(strings, { jitless: true }).success;
    return { ...one, problems: isValid ? [] : schemaProblems(schema, strings, placesIn(one.file, one.located)) };
  });
});

/**
 * Strings of the interface in the language of the handbook, which are laid over the English ones. A file with a problem is
 * left out.
 */
export function interfaceStrings(content: Content): InterfaceStrings {
  const { language = ENGLISH } = content.settings.settings ?? {};
  const sound = checkedFiles(content).filter(({ problems }) => problems.length === 0);
  // Starlight has labels of its own in many languages, which are better than our English ones.
  const isForeign = generalOf(language) !== ENGLISH;
  const languages = new Set([ENGLISH, generalOf(language), language]);
  const written = [...languages].flatMap((name) => {
    const all = sound.filter((one) => one.language === name).flatMap(({ located }) => flattenStrings(located.value));
    return isForeign && name === ENGLISH ? all.filter(({ path }) => !isStarlights(path.join('.'))) : all;
  });
  return mergeStrings(written, language);
}

/** Returns a language without its region: `en` of `en-GB`. */
function generalOf(language: string): string {
  return language.replace(/-.*/, '');
}
