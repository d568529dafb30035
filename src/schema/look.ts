import * as z from 'zod';
import { id, text } from './fields.ts';

const link = z.strictObject({
  label: text().max(40).describe('Its words, in at most 40 characters.'),
  href: text().describe('An address of this handbook such as /guides/trust/, or one with https:// or mailto:.'),
  audience: id().optional().describe('Who may see it; everybody who may read where it leads if left out.'),
});

/** Schema of the links of an organisation in the header and at the foot of every page. */
export const links = z.strictObject({
  header: z.array(link).max(4).default([]).describe('Links in the header, at most four.'),
  footer: z
    .array(link)
    .max(8)
    .default([])
    .describe('Links at the foot, such as the imprint and privacy; at most eight.'),
});

/** Link in the header or at the foot of every page. */
export type LookLink = z.infer<typeof link>;

/** Endings of font files, each with the name of its format in CSS and the first bytes of such a file. */
export const FONT_FORMATS: Readonly<Record<string, { format: string; starts: readonly string[] }>> = {
  woff2: { format: 'woff2', starts: ['wOF2'] },
  woff: { format: 'woff', starts: ['wOFF'] },
  ttf: { format: 'truetype', starts: ['\0\x01\0\0', 'true'] },
  otf: { format: 'opentype', starts: ['OTTO', '\0\x01\0\0'] },
};

const fontFile = z.strictObject({
  file: text().describe('The path of the file from the root, such as org/theme/serif.woff2.'),
  weight: z
    .union([z.int().min(1).max(1000), z.string().regex(/^\d{1,4} \d{1,4}$/, 'two weights, such as "100 900"')])
    .default(400)
    .describe('Its weight, 1 to 1000, or the range of a variable font, such as "100 900".'),
  style: z.enum(['normal', 'italic']).default('normal').describe('normal or italic.'),
});

const font = z.strictObject({
  family: z
    .string()
    .regex(/^[\p{L}\p{N}][\p{L}\p{N} _-]*$/u, 'a name of letters, digits, spaces and hyphens')
    .describe('The name of the font.'),
  files: z.array(fontFile).min(1).max(12).describe('Its files; every page loads the first one at once.'),
});

/** Schema of the fonts of an organisation. */
export const fonts = z.strictObject({
  headings: font.optional().describe('For headings, and for words that stand out.'),
  text: font.optional().describe('For everything else.'),
});

/** Validated fonts. */
export type Fonts = z.infer<typeof fonts>;

const editions = z.array(id()).min(1).describe('The editions that have it, by audience.');

const host = z
  .string()
  .regex(
    /^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/,
    'the name of a host, such as stats.example.com',
  );

const externalScript = z.strictObject({
  src: z
    .string()
    .regex(/^(https:\/\/[a-z0-9.-]+\/\S*|\/(?!\/)\S*)$/, 'an https address, or one of a file in org/public/')
    .describe('The address of the script.'),
  attributes: z
    .record(
      z.string().regex(/^(async|defer|crossorigin|integrity|id|data-[a-z0-9-]+)$/),
      z.union([z.string(), z.literal(true)]),
    )
    .default({})
    .describe('Attributes that it needs: async, defer, crossorigin, integrity, id, and those that start with data-.'),
  hosts: z.array(host).default([]).describe('Further hosts that it loads scripts from and sends to.'),
  editions,
});

const inlineScript = z.strictObject({
  script: text()
    .refine((code) => !/<\/script|<!--/i.test(code), 'code without </script and <!--')
    .describe('The script itself. Its hash goes into the policy.'),
  hosts: z.array(host).default([]).describe('Hosts that it loads scripts from and sends to.'),
  editions,
});

/** Schema of the scripts of an organisation in every page, such as those that count visits. */
export const head = z.array(z.union([externalScript, inlineScript]));

/** Script of an organisation in every page of some editions. */
export type HeadScript = z.infer<typeof head>[number];

/** Returns the hosts that scripts load from and send to, sorted. */
export function hostsOf(scripts: readonly HeadScript[]): string[] {
  const own = scripts.flatMap((script) => ('src' in script ? (URL.parse(script.src)?.host ?? []) : []));
  return [...new Set([...own, ...scripts.flatMap(({ hosts }) => hosts)])].sort();
}

/** Returns the addresses of scripts as pages name them. */
export function addressesOf(scripts: readonly HeadScript[], base: string): Set<string> {
  const addresses = scripts.flatMap((script) => ('src' in script ? script.src : []));
  return new Set(addresses.map((src) => (src.startsWith('/') ? base.replace(/\/$/, '') + src : src)));
}

/** Returns the scripts of an edition. */
export function scriptsFor(audience: string, scripts: readonly HeadScript[] = []): HeadScript[] {
  return scripts.filter(({ editions: named }) => named.includes(audience));
}
