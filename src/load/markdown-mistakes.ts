/** Mistake in Markdown that the parser leaves in the text, as it is written there. */
export interface MarkdownMistake {
  mistake: string;
  message: string;
  fix: string;
}

/**
 * Markdown mistakes that the parser leaves in the text, each with its message and fix. No part of a pattern runs past the
 * next bracket, so that each takes no longer than reading the text.
 */
const MARKDOWN_MISTAKES: [pattern: RegExp, message: string, fix: string][] = [
  [/\[\^[^[\]\s]+\]/, 'is a footnote that is written nowhere', 'Write a line [^1]: with its text, or delete the mark'],
  [
    /!\[[^[\]]*\]\([^()]*\)/,
    'is no image',
    'Write each space in the address as %20: ![what it shows](./my%20file.png)',
  ],
  [/\[[^[\]]+\]\((?:\/|#|\.|https?:)[^()]*(?=\(|$)/, 'is never closed', 'Write ) after the address'],
  [/\[[^[\]]+\]\([^()\s]*$/, 'is never closed', 'Write ) after the address'],
  [/\[[^[\]()]+\((?:\/|#|https?:)[^()\s]*\)/, 'is no link', 'Write [text](address), with ] before the round bracket'],
  [
    /\([^()[\]]+\)\[(?:\/|#|https?:)[^[\]]*\]/,
    'is no link',
    'Write [text](address), with the brackets the other way round',
  ],
  [/\[[^[\]]+\](?:\/|#|https?:)[^\s()]*\)/, 'is no link', 'Write [text](address), with ( before the address'],
  [/\[[^[\]^]+\]\[[^[\]]*\]/, 'names a link that is defined nowhere', 'Write [text](address)'],
  [/\[[^[\]]+\] \((?:\/|#|\.|https?:)[^()]*\)/, 'is no link', 'Write [text](address) without the space'],
  [/\[[^[\]]+\]\((?:\/|#|\.|https?:)[^()]*\)/, 'is no link', 'Write an address without spaces and quotation marks'],
  [/[^\s[\]]\]\((?:\/|#|https?:)[^()]*\)/, 'is no link', 'Write [text](address), with [ before the text'],
  // One number sign and a small letter are the name of a channel of a chat.
  [/^(#{2,6}[^\s#\d]|#\p{Lu})/u, 'starts like a heading', 'Write a space after the #'],
  [/^\|.*\|$/m, 'looks like a table', 'Write a line |---|---| under its head, with as many cells as the head'],
  [/^\[![A-Z]+\]/, 'is an aside of another system', 'Write :::note and close it with :::'],
];

/** Finds what a text still holds of Markdown that was not read as such. Of two mistakes that overlap, returns one. */
export function markdownMistakes(text: string): MarkdownMistake[] {
  const matches: RegExpExecArray[] = [];
  return MARKDOWN_MISTAKES.flatMap(([pattern, message, fix]) => {
    const match = pattern.exec(text);
    if (!match || matches.some((other) => overlap(match, other))) return [];
    matches.push(match);
    const [mistake] = match;
    return [{ mistake, message: `"${mistake}" ${message}`, fix: fix.replace('[^1]', mistake) }];
  });
}

/** Checks whether two matches share a part of the text. */
function overlap(one: RegExpExecArray, other: RegExpExecArray): boolean {
  return one.index < other.index + other[0].length && other.index < one.index + one[0].length;
}
