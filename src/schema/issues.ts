import * as z from 'zod';
import { type Repository, repositoryLinks } from './repository-links.ts';

/** Placeholder of an address for new issues. */
const PLACEHOLDER = /\{([^{}]*)\}/g;

/** Values that fill in an address for new issues. */
const VALUES = ['title', 'body'] as const;

const EMAIL = /^[^\s@/:]+@[^\s@/:]+\.[^\s@/:]+$/;

/** Says what is wrong with where issues go, with its fix; undefined if it is right. */
function mistakeIn(issues: string): { message: string; fix: string } | undefined {
  if (issues === 'none' || EMAIL.test(issues)) return undefined;
  const mail = /^mailto:([^?\s]+)/.exec(issues)?.[1];
  if (mail !== undefined) return { message: 'An e-mail address has no "mailto:" here', fix: `Write ${mail}` };
  const url = URL.parse(issues.replace(PLACEHOLDER, 'x'));
  const origin = /^https:\/\/[^/?#]*/.exec(issues)?.[0] ?? '';
  if (url?.protocol !== 'https:' || /[{}\s]/.test(origin) || url.username !== '') {
    const fix = 'Write an https address, an e-mail address, or none';
    return { message: `"${issues}" is no place for issues`, fix };
  }
  const unknown = [...issues.matchAll(PLACEHOLDER)].find(([, name]) => !(VALUES as readonly unknown[]).includes(name));
  if (unknown) return { message: `An issue has no "${unknown[0]}"`, fix: 'Write {title} and {body}' };
  return undefined;
}

/** Schema of the place for reports: an https address, which may hold `{title}` and `{body}`, an e-mail address, or `none`. */
export const issues = () =>
  z
    .string()
    .trim()
    .superRefine((written, context) => {
      const mistake = mistakeIn(written);
      if (mistake) context.addIssue({ code: 'custom', message: mistake.message, params: { fix: mistake.fix } });
    });

/**
 * Returns the address at which a reader reports something, filled in where the place can be.
 * @param place The setting `issues`; that of the Git host if left out.
 */
export function issueAddress(
  place: string | undefined,
  repository: Repository | undefined,
  values: Readonly<Record<(typeof VALUES)[number], string>>,
): string | undefined {
  if (place === 'none') return undefined;
  if (place === undefined) {
    return repository && repositoryLinks(repository).newIssue?.(values.title, values.body);
  }
  const encoded = { title: encode(values.title), body: encode(values.body) };
  if (EMAIL.test(place)) return `mailto:${encodeURI(place)}?subject=${encoded.title}&body=${encoded.body}`;
  return place.replace(PLACEHOLDER, (_, name) => encoded[name as keyof typeof encoded]);
}

function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}
