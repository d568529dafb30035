import { embeddedHost } from '#schema/embeds.ts';
import { nearest } from '#schema/problem.ts';
import type { Rule } from '../rule.ts';

/** Rule on the videos and forms of other hosts that pages show. */
export const embeds: Rule = {
  code: 'embeds',
  describes: 'Videos and forms come from the hosts that the settings name',
  check: ({ pages, settings: { settings } }) => {
    // Without settings, any host may be one of theirs.
    if (!settings) return [];
    const hosts = settings.embeds ?? [];
    return pages.flatMap(({ file, facts }) =>
      (facts?.embeds ?? []).flatMap(({ url, line, column }) => {
        const host = embeddedHost(url);
        if (host !== undefined && hosts.includes(host)) return [];
        const at = { file, line, column };
        if (host === undefined) {
          return [{ ...at, message: `"${url}" is no plain address`, fix: 'Write https://, the host and the path' }];
        }
        const near = nearest(host, hosts);
        const fix = near
          ? `Write the address at ${near}, or add ${host} to embeds`
          : `Write embeds: [${[...hosts, host].join(', ')}] in org/playbook.yaml, or link to it as [words](address)`;
        return [{ ...at, message: `The settings let no page show anything from ${host}`, fix }];
      }),
    );
  },
};
