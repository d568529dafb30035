import { isAlias, isMap, isScalar, isSeq, type Node, type Pair } from 'yaml';
import { type Advice, advice, signAdvice } from '#schema/problem.ts';
import { TOO_DEEP } from './nesting.ts';

/** Deepest nesting of lists and mappings. Everything that reads a value walks it recursively. */
const MOST_DEPTH = 50;

/** Control characters, and halves of pairs, that an escape such as `"\e"` can write. */
const UNSEEN = /(?![\t\n])\p{Cc}|\p{Surrogate}|[\ufffe\uffff]/u;

/** Mistake in a valid document: its offset in the text, and what to write instead. */
export type OffsetAdvice = Advice & { offset: number };

/**
 * Finds the first thing in a valid document that pages and data may not have: tags, anchors and merges, keys that are no
 * text or stand twice, nesting without end. No author needs it, and programs read it in different ways.
 */
export function outsideSubset(text: string, root: Node | null): OffsetAdvice | undefined {
  return root ? inNode(text, root, 0) : undefined;
}

function inNode(text: string, node: Node, depth: number): OffsetAdvice | undefined {
  const offset = node.range?.[0] ?? 0;
  if (depth > MOST_DEPTH) return { offset, ...TOO_DEEP };
  if (isAlias(node)) return { offset, ...MARKS['*'] };
  const { anchor, tag } = node as { anchor?: string; tag?: string };
  if (anchor !== undefined) return { offset: text.lastIndexOf('&', offset), ...MARKS['&'] };
  if (tag !== undefined) return { offset: text.slice(0, offset + 1).search(/!{1,2}[^!]*$/), ...MARKS['!'] };
  if (isMap(node)) return inPairs(text, node.items as Pair<Node | null, Node | null>[], depth);
  if (isSeq(node)) return firstOf(node.items as (Node | null)[], (item) => item && inNode(text, item, depth + 1));
  return isScalar(node) ? inScalar(text, node.value, node.type, offset, node.range?.[1] ?? offset) : undefined;
}

function inPairs(text: string, pairs: Pair<Node | null, Node | null>[], depth: number): OffsetAdvice | undefined {
  const seen = new Set<string>();
  return firstOf(pairs, ({ key, value }) => {
    const offset = key?.range?.[0] ?? 0;
    const words = keyAdvice(key, value, seen);
    if (words) return { offset, ...words };
    return (key && inNode(text, key, depth + 1)) ?? (value && inNode(text, value, depth + 1));
  });
}

/** Returns message and fix for a wrong key, or undefined; adds its name to those seen. */
function keyAdvice(key: Node | null, value: Node | null, seen: Set<string>): Advice | undefined {
  if (!isScalar(key) || key.value === null) {
    const isEmpty = !key || isScalar(key);
    return advice(isEmpty ? 'There is no key before the colon' : 'A key is a list or mapping', 'Write a word as key');
  }
  const name = String(key.value);
  if (name === '__proto__') return advice('Unknown key "__proto__"', 'Give it another name');
  if (seen.has(name)) return advice('The same key stands here twice', 'Keep one of the two and delete the other');
  seen.add(name);
  const [, word, rest] = (!value && /^([\w-]+):(\S.*)$/.exec(name)) || [];
  return word ? advice('There is no space after the colon', `Write ${word}: ${rest}`) : undefined;
}

function inScalar(text: string, value: unknown, type: string | undefined, start: number, end: number) {
  if (typeof value !== 'string') return undefined;
  const [sign] = UNSEEN.exec(value) ?? [];
  if (sign !== undefined) return { offset: start, ...signAdvice(sign) };
  // A list item that is indented more than the one before it continues its text.
  const item = type === 'PLAIN' ? text.slice(start, end).search(/(?<=\n *)- /) : -1;
  if (item === -1) return undefined;
  return { offset: start + item, ...advice('This item is read as a part of the text above it', ITEM_FIX) };
}

const ITEM_FIX = 'Indent its hyphen like that of the item above, or put the whole text in single quotes';

/** Message and fix for a value that starts with a mark that has a meaning in YAML. */
const MARKS = {
  '*': advice('A value starts with an asterisk', 'Put the whole value in single quotes'),
  '&': advice('A value starts with an ampersand', 'Write the value itself, in single quotes if the & belongs to it'),
  '!': advice('A value starts with an exclamation mark', 'Put the whole value in single quotes'),
};

/** First result that is one. */
function firstOf<T, R>(items: readonly T[], find: (item: T) => R | null | undefined): R | undefined {
  for (const item of items) {
    const found = find(item);
    if (found) return found;
  }
  return undefined;
}
