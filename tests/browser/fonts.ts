import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../helpers.ts';

/** Families that take the place of the generic ones. */
export interface FontSet {
  sans: string;
  serif: string;
  mono: string;
}

const mono = 'DejaVu Sans Mono';

/** Sets of fonts from npm packages, by name: the widest usual families, a narrow one, and a serif for the interface too. */
export const FONT_SETS: Record<string, FontSet> = {
  wide: { sans: 'DejaVu Sans', serif: 'DejaVu Serif', mono },
  narrow: { sans: 'PT Sans Narrow', serif: 'PT Sans Narrow', mono },
  serif: { sans: 'DejaVu Serif', serif: 'DejaVu Serif', mono },
};

/** Folders with the files of those fonts. */
const PACKAGES = ['dejavu-fonts-ttf/ttf', '@expo-google-fonts/pt-sans-narrow'];

/**
 * The name of the set of fonts for this run: TEST_FONTS, or `wide` if it is unset.
 * @throws Error if there is no such set.
 */
export function chosenFonts(): string {
  const name = process.env['TEST_FONTS'] || 'wide';
  if (Object.hasOwn(FONT_SETS, name)) return name;
  throw new Error(`TEST_FONTS is "${name}", but it must be one of ${Object.keys(FONT_SETS).join(', ')}.`);
}

/**
 * The environment in which Chromium on Linux sees the fonts of all sets and no font of the machine, and takes the
 * generic families from one set. Other systems do not read their fonts from fontconfig and ignore it.
 */
export function fontEnvironment(name = chosenFonts()): Record<string, string> {
  const folder = join(root, 'node_modules/.cache/fonts');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${name}.conf`);
  // A rename is atomic: another process may read the file at the same time.
  writeFileSync(`${file}.${process.pid}`, fontconfig(FONT_SETS[name] as FontSet));
  renameSync(`${file}.${process.pid}`, file);
  return { FONTCONFIG_FILE: file };
}

/** A fontconfig file, with folders relative to `node_modules/.cache/fonts`. */
function fontconfig({ sans, serif, mono }: FontSet): string {
  const generic = { 'sans-serif': sans, 'system-ui': sans, serif, monospace: mono };
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
${PACKAGES.map((folder) => `  <dir prefix="relative">../../${folder}</dir>`).join('\n')}
  <cachedir prefix="xdg">fontconfig</cachedir>
${Object.entries(generic)
  .map(
    ([name, family]) => `  <match target="pattern">
    <test name="family"><string>${name}</string></test>
    <edit name="family" mode="assign" binding="same"><string>${family}</string></edit>
  </match>`,
  )
  .join('\n')}
  <!-- Chromium asks for no family at all to learn what system-ui is. -->
  <match target="pattern">
    <edit name="family" mode="append_last"><string>${sans}</string></edit>
  </match>
</fontconfig>
`;
}
