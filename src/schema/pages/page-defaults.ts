import * as z from 'zod';
import { citation, provenance, reference } from '../fields.ts';
import { isRecord } from '../schema-problems.ts';

/** Schema of the fields that the settings may give to a page. */
export const givable = z.strictObject({
  owner: reference('teams').optional().describe('The team that answers for them, from data/teams.'),
  reviewEvery: z.int().min(1).max(36).optional().describe('After how many months they must be read again: 1 to 36.'),
  sources: z.array(citation()).min(1).optional().describe('What they rest on.'),
  provenance: provenance().optional().describe('source, derived or editorial: how the words relate to the sources.'),
});

/** Schema of the setting `defaults`: front matter of the pages of a folder that do not say it themselves, by folder. */
export const pageDefaults = z.record(z.string(), givable);

/** Name for the folder of a whole layer. */
export const WHOLE_LAYER = '.';

/** Value that the settings give to a field of a page. */
export interface GivenField {
  /** Key in the setting `defaults` that gives it. */
  folder: string;
  value: unknown;
}

/**
 * Returns the fields that the settings give to a page, by name. The innermost folder that gives a field counts.
 * @param defaults The setting `defaults`, valid or not.
 * @param folders Folders around the page, innermost first.
 */
export function givenFields(defaults: unknown, folders: readonly string[]): Record<string, GivenField> {
  if (!isRecord(defaults)) return {};
  const given = [...folders, WHOLE_LAYER].toReversed().flatMap((folder) => {
    const values = Object.hasOwn(defaults, folder) ? defaults[folder] : undefined;
    const entries = isRecord(values) ? Object.entries(values) : [];
    return entries.flatMap(([name, value]) => (name in givable.shape ? [[name, { folder, value }] as const] : []));
  });
  return Object.fromEntries(given);
}
