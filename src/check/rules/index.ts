import type { Rule } from '../rule.ts';
import { brokenReferences } from './broken-references.ts';
import { contrast } from './contrast.ts';
import { embeds } from './embeds.ts';
import { fileAddresses } from './file-addresses.ts';
import { files } from './files.ts';
import { images } from './images.ts';
import { interfaceKeys } from './interface-keys.ts';
import { links } from './links.ts';
import { look } from './look.ts';
import { noteTargets } from './note-targets.ts';
import { pageNames } from './page-names.ts';
import { readers } from './readers.ts';
import { redirectTargets } from './redirect-targets.ts';
import { relations } from './relations.ts';
import { settingNames } from './setting-names.ts';
import { spelling } from './spelling.ts';
import { wording } from './wording.ts';

/** Rules of every check: of a build, of the dev server and of the command. */
export const rules: readonly Rule[] = [
  files,
  settingNames,
  contrast,
  pageNames,
  wording,
  noteTargets,
  brokenReferences,
  relations,
  links,
  embeds,
  look,
  images,
  fileAddresses,
  redirectTargets,
  readers,
  interfaceKeys,
];

/** Rules of `npm run check`, which also looks at the spelling. */
export const commandRules: readonly Rule[] = [...rules, spelling];

/** Describes all codes, for the programs that read reports: what reading a file finds, and what the rules find. */
export function descriptionsOf(use: readonly Rule[]): Record<string, string> {
  return {
    syntax: 'Front matter and body can be read',
    fields: 'Fields and entries of data hold what their schema says',
    body: 'The text of a page uses headings and components that exist',
    components: 'Components of the organisation have a schema of their props',
    reviews: 'The log of the reviews of a page is only added to',
    ...Object.fromEntries(use.map(({ code, describes }) => [code, describes])),
  };
}
