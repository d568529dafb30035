/**
 * Escapes text for what it is put into: a terminal, JSON, HTML, a regular expression, a snippet of an editor, Markdown on
 * GitHub, GitHub's workflow commands, SARIF and a shell. Titles, labels, file names and settings are untrusted; escape
 * them where they enter.
 */

/**
 * Characters that a terminal obeys, that end a line, or that change the order in which text is read. C1 controls count:
 * some terminals take U+009B for the start of an escape sequence.
 * @see https://trojansource.codes
 */
const UNSAFE = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu;

/** One line of plain text, in which control characters and those that change the order of reading show as `\u001b`. */
export function plainLine(text: string): string {
  return text.toWellFormed().replace(UNSAFE, escapeSign);
}

/** Plain text of several lines for a terminal: like `plainLine`, but line feeds and tabs stay. */
export function plainText(text: string): string {
  return text.replaceAll('\r\n', '\n').replace(/[^\n\t]+/g, plainLine);
}

function escapeSign(sign: string): string {
  return `\\u${hexadecimal(sign)}`;
}

function hexadecimal(sign: string): string {
  return sign.charCodeAt(0).toString(16).padStart(4, '0');
}

/** Indented JSON that is safe to print: the same data, with control characters as `\u001b`. */
export function printableJson(value: unknown): string {
  // JSON.stringify itself leaves DEL, C1 controls and U+202E as they are. The line feeds are its own indentation.
  return JSON.stringify(value, undefined, 2).replace(UNSAFE, (sign) => (sign === '\n' ? sign : escapeSign(sign)));
}

/** JSON for a script element: the same data, in which no text closes the element early. */
export function scriptJson(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}

/** Text as HTML, for the content of an element or an attribute in double or single quotation marks. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/**
 * The source of a regular expression that matches exactly this text, with any flag, outside of brackets. `RegExp.escape`
 * would need Node 24, and hosts may build on 22.
 */
export function escapeRegExp(text: string): string {
  return text.replace(/[$()*+.?[\\\]^{|}/]/g, '\\$&');
}

/**
 * Text in a snippet of VS Code, in which it would see variables and the ends of placeholders.
 * @see https://code.visualstudio.com/docs/editing/userdefinedsnippets#_grammar
 */
export function escapeSnippet(text: string): string {
  return text.replace(/[\\$}]/g, '\\$&');
}

/** One of the choices of a snippet of VS Code, which a comma or a bar would end as well. */
export function escapeSnippetChoice(text: string): string {
  return escapeSnippet(text).replace(/[,|]/g, '\\$&');
}

/**
 * One line of words as Markdown that shows exactly these words on GitHub: no mark of Markdown or HTML, no link, picture
 * or formula, and nobody mentioned.
 */
export function escapeMarkdown(text: string): string {
  return (
    plainLine(text.trim().replace(/\s+/g, ' '))
      .replace(/[\\`*_[\]<>|~&]/g, '\\$&')
      // At the start of a line these make a list, a rule or a heading.
      .replace(/^[-+=]/, '\\$&')
      .replace(/^(\d{1,9})([.)])/, '$1\\$2')
      // GitHub looks for mentions, issues and addresses after it has resolved escapes; only a character between stops it.
      .replace(/[@#]|\bGH-(?=\d)|\bwww(?=\.)|:(?=\/\/)/gi, '$&&#8203;')
      .replaceAll('$', '&#36;')
  );
}

/** A file name or id as a code span of Markdown, whatever it contains. */
export function markdownCode(text: string): string {
  const line = plainLine(text);
  const longest = Math.max(0, ...(line.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = '`'.repeat(longest + 1);
  // Markdown takes one space away at each end where both ends have one.
  const padding = /^`|`$|^ .* $/.test(line) ? ' ' : '';
  return `${fence}${padding}${line}${padding}${fence}`;
}

/**
 * A link in Markdown.
 * @param words The words to follow, as Markdown already.
 * @param address Where they lead to; absent where that is not known.
 */
export function markdownLink(words: string, address: string | undefined): string {
  if (address === undefined) return words;
  const safe = address.replace(UNSAFE, encodeURIComponent).replace(/[\s<>()[\]\\`|]/g, percentEncode);
  return `[${words}](${safe})`;
}

/** Percent-encodes a character. `encodeURIComponent` leaves parentheses alone, which end a link in Markdown. */
function percentEncode(sign: string): string {
  return '()'.includes(sign) ? `%${hexadecimal(sign).slice(2)}` : encodeURIComponent(sign);
}

/** A path as part of an address. */
export function encodePath(path: string): string {
  // Half of a surrogate pair cannot be encoded.
  return path.toWellFormed().split('/').map(encodeURIComponent).join('/');
}

/**
 * The message of a workflow command, which ends with its line; a percent sign starts an escape.
 * @see https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
 */
export function escapeCommandData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A').replace(UNSAFE, escapeSign);
}

/**
 * The message of a logging command of Azure Pipelines, which ends with its line.
 * @see https://learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands
 */
export function escapeLogMessage(text: string): string {
  return text.replaceAll('%', '%AZP25').replaceAll('\r', '%0D').replaceAll('\n', '%0A').replace(UNSAFE, escapeSign);
}

/** The value of a property of a logging command, which a semicolon or a bracket would end as well. */
export function escapeLogProperty(text: string): string {
  return escapeLogMessage(text).replaceAll(';', '%3B').replaceAll(']', '%5D');
}

/** The value of a property of a workflow command, which a comma or a colon would end as well. */
export function escapeCommandProperty(text: string): string {
  return escapeCommandData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

/**
 * The text of a message in SARIF, in which `[words](address)` would be a link.
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/sarif-v2.1.0-os.html#_Toc34317468
 */
export function escapeSarif(text: string): string {
  return text.includes('](') ? text.replace(/[\\[\]]/g, '\\$&') : text;
}

/**
 * A path from the root as a pattern of CODEOWNERS. A space would end it, and other signs would mean something in it. A line
 * break ends the line even behind a backslash, so `?`, which fits any character, takes its place.
 * @see https://docs.github.com/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners
 */
export function escapeOwnersPattern(path: string): string {
  return `/${path}`
    .replace(/[ #!\\[\]*?]/g, '\\$&')
    .replace(UNSAFE, '?')
    .replace(/(?! )\s/g, '?');
}

/**
 * A path from the root as a regular expression in a line of CODEOWNERS of Gitea and Forgejo, where a backslash before a
 * space, a number sign or a backslash takes it literally, before the expression is read.
 * @see https://docs.gitea.com/usage/repository/code-owners
 */
export function escapeOwnersExpression(path: string): string {
  return path
    .replace(/[.+*?()|[\]{}^$\\]/g, '\\$&')
    .replace(UNSAFE, '.')
    .replace(/(?! )\s/g, '.')
    .replace(/[\\# ]/g, '\\$&');
}

/** One word of a command for a POSIX shell, in quotes where it needs them. */
export function shellWord(word: string): string {
  const line = plainLine(word);
  return /^[\w@%+:,./#=-]+$/.test(line) && !line.startsWith('#') ? line : `'${line.replaceAll("'", "'\\''")}'`;
}
