import type * as z from 'zod';
import { asks } from './asks.ts';
import { audiences } from './audiences.ts';
import { bands } from './bands.ts';
import { comparisons } from './comparisons.ts';
import { crosswalk } from './crosswalk.ts';
import { influence } from './influence.ts';
import { metrics } from './metrics.ts';
import { prompts } from './prompts.ts';
import { quadrants } from './quadrants.ts';
import { questions } from './questions.ts';
import { relationships } from './relationships.ts';
import { sources } from './sources.ts';
import { strategies } from './strategies.ts';
import { style } from './style.ts';
import { teams } from './teams.ts';
import { terms } from './terms.ts';
import { trust } from './trust.ts';
import { weeks } from './weeks.ts';

/** Schema of each data collection, by the name of its folder in `data/`. */
export const data = {
  trust,
  influence,
  strategies,
  quadrants,
  audiences,
  relationships,
  bands,
  asks,
  weeks,
  questions,
  prompts,
  metrics,
  comparisons,
  crosswalk,
  terms,
  style,
  sources,
  teams,
};

/** Name of a data collection. */
export type DataName = keyof typeof data;

/** Collections that the formulas need in full: entries may be reworded, but none may be missing. */
export const complete: ReadonlySet<string> = new Set<DataName>(['trust', 'influence', 'quadrants']);

/** Validated entry of a data collection, with defaults filled in. */
export type DataEntry<N extends DataName> = z.infer<(typeof data)[N]>;

/** Names of all data collections, in a fixed order. */
export const dataNames = Object.keys(data) as DataName[];

/** Checks whether a name is that of a data collection. */
export function isDataName(name: string): name is DataName {
  return Object.hasOwn(data, name);
}
