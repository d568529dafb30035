import { namesIn } from '#schema/address.ts';
import type { LookLink } from '#schema/look.ts';
import type { Settings } from '#schema/settings.ts';
import { type Edition, shows } from './edition.ts';

/** Returns the links in the header and at the foot that an edition shows: those for its readers, to what it has. */
export function shownLinks(
  { links: { header = [], footer = [] } = { header: [], footer: [] } }: Pick<Settings, 'links'>,
  edition: Pick<Edition, 'audience' | 'audiences' | 'excluded'>,
): { header: LookLink[]; footer: LookLink[] } {
  const isShown = ({ href, audience }: LookLink) =>
    (audience === undefined || shows(edition, audience)) &&
    !(href.startsWith('/') && namesIn(href, '').some((name) => edition.excluded.has(name)));
  return { header: header.filter(isShown), footer: footer.filter(isShown) };
}
