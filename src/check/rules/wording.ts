import { nameOf } from '#editions/edition.ts';
import type { Content } from '#load/content.ts';
import { countWords, type Piece, type Prose } from '#load/prose.ts';
import type { DataEntry } from '#schema/data/index.ts';
import { escapeRegExp } from '#schema/escaping.ts';
import { isBlank } from '#schema/fields.ts';
import { advice, didYouMean, type Point, type Problem, START } from '#schema/problem.ts';
import { levelOf, STYLE_RULES, type StyleLevels } from '#schema/style-levels.ts';
import { proseByLanguage } from '../prose-of.ts';
import type { Rule } from '../rule.ts';
import { lengthWords } from './lengths.ts';

/** Style rule: a word to avoid, from `content/data/style/`. */
export type StyleRule = DataEntry<'style'>;

/** Rule on words, sentences, headings and the length of pages. */
export const wording: Rule = {
  code: 'style',
  describes: 'Words, sentences and headings are as the house writes them',
  check(content) {
    const { settings } = content.settings;
    // A page of an organisation is as long as it likes.
    const pages = content.pages.filter(({ layer }) => layer === content.layers[0]);
    const lengths = pages.flatMap(({ file, data: fields, facts }): Problem[] => {
      const words = fields && facts && lengthWords({ kind: fields.kind, ...facts });
      return words ? [{ file, ...START, isHint: true, ...words }] : [];
    });
    const problems = proseByLanguage(content).flatMap(({ prose, language, isOwn }) =>
      styleProblems(prose, avoidedWords(content, language, isOwn), language, isOwn ? settings?.style : {}),
    );
    return [...problems, ...levelProblems(content), ...lengths];
  },
};

/**
 * Words to avoid in a language that the settings do not hide. Those of an organisation are for its own pages, since it
 * cannot change upstream's.
 */
function avoidedWords({ entries, layers, settings: { settings } }: Content, language: string, isOwn: boolean) {
  return entries.flatMap(({ collection, id, layer, data: entry }): StyleRule[] => {
    if (collection !== 'style' || entry === undefined || settings?.hidden.includes(nameOf(collection, id))) return [];
    const rule = entry as StyleRule;
    const isUpstream = layer === layers[0];
    const about = rule.language ?? (isUpstream ? 'en' : language);
    return (isOwn || isUpstream) && isOfLanguage(about, language) ? [rule] : [];
  });
}

/** Checks whether a rule on a language applies to another: one on en to en-US, and one on en-GB to en too. */
function isOfLanguage(about: string, language: string): boolean {
  return about === language || language.startsWith(`${about}-`) || (language === 'en' && about === 'en-GB');
}

/** Checks that the rules exist whose levels the settings name. */
function levelProblems({ entries, unreadCollections, settings: { settings, where } }: Content): Problem[] {
  if (unreadCollections.has('style')) return [];
  const words = entries.flatMap(({ collection, id }) => (collection === 'style' ? [id] : []));
  const known = ['default', ...STYLE_RULES, ...words];
  return Object.keys(settings?.style ?? {}).flatMap((id) =>
    known.includes(id)
      ? []
      : [{ ...where(['style', id], 'key'), ...advice(`There is no rule of style "${id}"`, didYouMean(id, known)) }],
  );
}

/** Longest sentence without a hint, in words. */
export const LONG_SENTENCE = 40;

/** Longest heading without a hint, in words. */
const LONG_HEADING = 16;

/** Reports a problem with a rule, whose usual level is that of an error if it is certain; without an id it stays so. */
type Report = (id: string | undefined, certain: boolean, at: Point, message: string, fix: string) => void;

/**
 * Checks the words, sentences and headings of all prose.
 * @param rules The words to avoid.
 * @param language The language of the prose. Capitals in headings are checked in English only.
 * @param levels How strict the rules are, where that is not as usual.
 */
export function styleProblems(
  prose: readonly Prose[],
  rules: readonly StyleRule[],
  language: string,
  levels: StyleLevels = {},
): Problem[] {
  const problems: Problem[] = [];
  const checkAvoidedWords = avoidedWordsCheck(rules);
  for (const { file, pieces } of prose) {
    const report: Report = (id, certain, { line, column }, message, fix) => {
      const usual = certain ? 'error' : 'hint';
      const level = id === undefined ? usual : levelOf(levels, id, usual);
      if (level === 'off') return;
      problems.push({ file, line, column, message, fix, ...(level === 'hint' ? { isHint: true } : {}) });
    };
    for (const piece of pieces) {
      if (!piece.quoted) checkAvoidedWords(piece, report);
      if (piece.depth === undefined) checkSentences(piece, report);
      else checkHeading(piece, isEnglish(language), report);
    }
    checkHeadings(pieces, report);
  }
  return problems;
}

/** Checks whether a language tag is English, of any region. */
export function isEnglish(language: string): boolean {
  return /^en(-|$)/.test(language);
}

/** Returns the check for words to avoid. It matches one combined pattern, so that each text is scanned once. */
function avoidedWordsCheck(rules: readonly StyleRule[]): (piece: Piece, report: Report) => void {
  const byForm = new Map(rules.flatMap((rule) => [rule.title, ...rule.forms].map((form) => [normalize(form), rule])));
  if (byForm.size === 0) return () => {};
  const pattern = patternOf([...byForm.keys()]);
  return ({ text, at }, report) => {
    const small = normalize(text);
    // Most texts have no match, and search() is cheaper than the work below.
    if (small.search(pattern) === -1) return;
    for (const { 0: written, index } of blankQuotations(small).matchAll(pattern)) {
      const rule = byForm.get(written);
      const around = text.charAt(index - 1) + text.charAt(index + written.length);
      if (!rule || /[\p{L}\p{N}]/u.test(around)) continue;
      const shown = text.slice(index, index + written.length).replace(/\s/g, ' ');
      report(
        rule.id,
        rule.certain,
        at(index, written.length),
        `We avoid "${shown}"`,
        `${insteadOf(rule)}. ${reasonOf(rule)}`,
      );
    }
  };
}

/**
 * Builds one pattern that matches any of the words, longer ones first. Most words begin and end with ASCII letters:
 * sorted alternatives between two `\b` match several times as fast as Unicode-aware boundaries.
 */
function patternOf(forms: readonly string[]): RegExp {
  const sorted = [...forms].sort().reverse();
  const usual = sorted.filter((form) => /^\w(.*\w)?$/.test(form)).map(escapeRegExp);
  const others = sorted.filter((form) => !/^\w(.*\w)?$/.test(form)).map(escapeRegExp);
  return new RegExp([...(usual.length > 0 ? [`\\b(?:${usual.join('|')})\\b`] : []), ...others].join('|'), 'g');
}

/** Normalises case, apostrophes and line breaks without changing the length, so that indexes still fit the original. */
function normalize(text: string): string {
  const small = text.toLowerCase();
  // The lower case of a few letters has another length; no word to avoid contains them.
  const same = small.length === text.length ? small : text;
  return same.replaceAll('’', "'").replaceAll('\n', ' ');
}

/** Blanks quotations, because quoted words are not the author's. */
function blankQuotations(text: string): string {
  return text.replace(/“[^”]*”|"[^"]*"/g, (quotation) => ' '.repeat(quotation.length));
}

function insteadOf({ instead }: StyleRule): string {
  if (instead.length === 0) return 'Leave it out';
  const quoted = instead.map((word) => `"${word}"`);
  return `Write ${quoted.join(', ').replace(/, (?=[^,]*$)/, ' or ')}`;
}

function reasonOf({ reason }: StyleRule): string {
  return reason.replace(/\.$/, '');
}

function checkSentences({ text, at }: Piece, report: Report): void {
  if (text.length < 2 * LONG_SENTENCE || countWords(text) <= LONG_SENTENCE) return;
  let from = 0;
  for (const sentence of text.split(/(?<=[.!?…]["”’)]*\s)(?=["“‘(]*[\p{Lu}\p{N}])/u)) {
    const count = countWords(sentence);
    if (count > LONG_SENTENCE) {
      const start = /^\S+/.exec(sentence)?.[0].length ?? 1;
      report(
        'long-sentence',
        false,
        at(from, start),
        `This sentence has ${count} words`,
        `Divide it, or cut it to ${LONG_SENTENCE}`,
      );
    }
    from += sentence.length;
  }
}

function checkHeading(piece: Piece, english: boolean, report: Report): void {
  const { text } = piece;
  const at = () => piece.at(0, /^\S*/.exec(text)?.[0].length ?? 0);
  if (isBlank(text)) {
    report(undefined, true, at(), 'The heading has no words', 'Write some after the #, or delete the line');
    return;
  }
  const [end] = /(?<!\b(?:etc|e\.g|i\.e|a\.m|p\.m|vs)\.?)(?<!\.\.)[.:;,]$/.exec(text.trim()) ?? [];
  if (end) report('heading-end', true, at(), `The heading ends with "${end}"`, 'Delete it: a heading is no sentence');
  const count = countWords(text);
  if (count > LONG_HEADING) {
    report(
      'long-heading',
      false,
      at(),
      `This heading has ${count} words`,
      `Cut it to ${LONG_HEADING}: readers look for it, and skip`,
    );
  }
  if (english && isTitleCase(text)) {
    report(
      'heading-capitals',
      false,
      at(),
      'The words of this heading start with capitals',
      `Write "${sentenceCase(text)}"`,
    );
  }
}

/** Checks whether most words after the first are capitalised. Ignores short words; abbreviations do not count as capitalised. */
function isTitleCase(text: string): boolean {
  const rest = wordsAfterFirst(text).filter(({ length }) => length > 3);
  const capitals = rest.filter((word) => /^\p{Lu}\p{Ll}/u.test(word));
  return capitals.length > 1 && capitals.length > rest.length / 2;
}

function wordsAfterFirst(text: string): string[] {
  return text.split(/[:.?!]\s+/).flatMap((part) =>
    part
      .trim()
      .split(/[\s/-]+/)
      .slice(1),
  );
}

function sentenceCase(text: string): string {
  return text.replace(/(?<![:.?!]\s+)(?<=\S[\s/-]+)\p{Lu}(?=\p{Ll})/gu, (letter) => letter.toLowerCase());
}

/** Checks the headings of a page together: no skipped rank, none with nothing under it, no duplicate under one parent. */
function checkHeadings(pieces: readonly Piece[], report: Report): void {
  const above: { depth: number; names: Set<string> }[] = [{ depth: 1, names: new Set() }];
  for (const { depth, text, empty, at } of pieces) {
    if (depth === undefined || depth === 1) continue;
    while ((above.at(-1)?.depth ?? 1) >= depth) above.pop();
    const parent = above.at(-1);
    const place = () => at(0, /^\S*/.exec(text)?.[0].length ?? 0);
    if (parent && depth > parent.depth + 1) {
      const marks = '#'.repeat(parent.depth + 1);
      report(
        'heading-rank',
        true,
        place(),
        `This heading skips a rank`,
        `Start it with ${marks} instead of ${'#'.repeat(depth)}`,
      );
    }
    if (empty)
      report(
        'heading-empty',
        false,
        place(),
        'There is nothing under this heading',
        'Write a sentence under it, or delete it',
      );
    const name = text.trim().toLowerCase();
    if (parent?.names.has(name)) {
      report(
        'heading-twice',
        false,
        place(),
        'The same heading stands here twice',
        'Say what is different in each, so that links are clear',
      );
    }
    parent?.names.add(name);
    above.push({ depth, names: new Set() });
  }
}
