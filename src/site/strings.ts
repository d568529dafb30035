import type { StarlightPlugin } from '@astrojs/starlight/types';
import { type InterfaceStrings, i18nextStrings, PLURAL } from '#schema/interface.ts';

/**
 * Starlight plugin that passes the strings of the interface to `Astro.locals.t`, and to Starlight's Markdown and code
 * blocks, which read no collection. Astro generates the types of the keys from them.
 */
export function interfacePlugin(language: string, strings: InterfaceStrings): StarlightPlugin {
  return {
    name: 'playbook-interface',
    hooks: {
      'i18n:setup': ({ injectTranslations }) => injectTranslations({ [language]: i18nextStrings(strings) }),
      'config:setup': () => undefined,
    },
  };
}

/** `Astro.locals.t` of a page. */
export type Translate = App.Locals['t'];

/**
 * Returns strings of a group with their placeholders, for a script of the page that fills them in. A string with plural
 * forms is returned with all of them, such as `more_one` and `more_other` for `more`.
 */
export function stringsFor<Name extends string>(
  t: Translate,
  group: string,
  names: readonly Name[],
): Record<Name, string> {
  const isAsked = ([key]: [string, string]) => names.includes(key.replace(PLURAL, '') as Name);
  return Object.fromEntries(Object.entries(groupOf(t, group)).filter(isAsked)) as Record<Name, string>;
}

/** Returns all strings of a group with their placeholders, by the rest of their keys. */
export function groupOf(t: Translate, group: string): Record<string, string> {
  const all = t.all() as Record<string, string>;
  const own = Object.keys(all).filter((key) => key.startsWith(`${group}.`));
  return Object.fromEntries(own.map((key) => [key.slice(group.length + 1), all[key]?.replaceAll('{{- ', '{{') ?? '']));
}

/** Label of a value in front matter or data; the value itself where readers understand it. */
export function valueLabel(t: Translate, value: string): string {
  return (t.all() as Record<string, string>)[`values.${value}`] ?? value;
}
