import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AstroIntegration, ViteUserConfig } from 'astro';
import { themeCss } from '#schema/colours.ts';
import { addressesOf, FONT_FORMATS, type Fonts, scriptsFor } from '#schema/look.ts';
import type { Settings } from '#schema/settings.ts';

/** Module id of the style sheet of the colours and fonts. */
export const THEME = 'virtual:playbook/theme.css';

/** Style sheet of an organisation, from the root. */
export const OWN_STYLES = 'org/theme/style.css';

/**
 * Astro integration that applies the look in the settings: the colours and fonts as a style sheet like the others, the
 * addresses of what every page loads, and the icon of the organisation at the address of `faviconOf`.
 */
export function themeIntegration(settings: Settings): AstroIntegration {
  const { colours, fonts, icon } = settings;
  return {
    name: 'playbook-theme',
    hooks: {
      'astro:config:setup'({ config, updateConfig }) {
        const root = fileURLToPath(config.root);
        const plugins = [
          virtualModule(THEME, themeCss(colours) + fontCss(fonts)),
          virtualModule('virtual:playbook/look', lookModule(root, settings)),
        ];
        updateConfig({ vite: { plugins } });
      },
      'astro:server:setup'({ server }) {
        if (icon === undefined) return;
        const { base, root } = server.config;
        server.middlewares.use((request, response, next) => {
          const isIcon = request.url === base.replace(/\/$/, '') + faviconOf(icon);
          if (!isIcon || !existsSync(`${root}/${icon}`)) return next();
          if (icon.endsWith('.svg')) response.setHeader('Content-Type', 'image/svg+xml');
          response.end(readFileSync(`${root}/${icon}`));
        });
      },
      'astro:build:done'({ dir }) {
        if (icon !== undefined) copyFileSync(icon, fileURLToPath(new URL(`.${faviconOf(icon)}`, dir)));
      },
    },
  };
}

/** Address of the favicon, below the base path of the site. */
export function faviconOf(icon: string | undefined): string {
  return `/favicon${icon === undefined ? '.svg' : extname(icon).toLowerCase()}`;
}

/** Converts the logo to Starlight's option. The title is beside it, so screen readers skip the picture. */
export function logoOf(logo: NonNullable<Settings['logo']>): { src: string } | { light: string; dark: string } {
  return typeof logo === 'string' ? { src: `./${logo}` } : { light: `./${logo.light}`, dark: `./${logo.dark}` };
}

/** Scripts of the organisation in an edition, as head elements of Starlight. */
export function headOf({ head }: Pick<Settings, 'head'>, audience: string, base: string) {
  return scriptsFor(audience, head).map((script) => {
    if (!('src' in script)) return { tag: 'script' as const, content: script.script };
    const [src = ''] = addressesOf([script], base);
    return { tag: 'script' as const, attrs: { src, ...script.attributes } };
  });
}

/** Generic families after a font of the organisation, while it loads and for characters that it lacks. */
const FALLBACKS = { headings: 'Georgia, serif', text: 'system-ui, sans-serif' };

/** Style sheet of the fonts: their files, and the custom properties that the design tokens read. */
function fontCss(fonts: Fonts = {}): string {
  const uses = (['headings', 'text'] as const).flatMap((use) => (fonts[use] ? [{ use, ...fonts[use] }] : []));
  const faces = uses.flatMap(({ family, files }) =>
    files.map(
      ({ file, weight, style }) =>
        `@font-face{font-family:"${family}";src:url("/${file}") format("${formatOf(file)}");font-weight:${weight};font-style:${style};font-display:swap}`,
    ),
  );
  const properties = uses.map(({ use, family }) => `--own-font-${use}:"${family}",${FALLBACKS[use]};`);
  return properties.length === 0 ? '' : `${[...new Set(faces)].join('')}:root{${properties.join('')}}`;
}

function formatOf(file: string): string {
  return FONT_FORMATS[extname(file).slice(1).toLowerCase()]?.format ?? '';
}

/** Module with the addresses of what every page loads or names; Vite gives the files names with a hash. */
function lookModule(root: string, { fonts, socialPicture }: Settings): string {
  const first = [fonts?.headings, fonts?.text].flatMap((font) => font?.files[0]?.file ?? []);
  const files = [...new Set(first)];
  const imports = files.map((file, index) => `import font${index} from ${JSON.stringify(`/${file}?url&no-inline`)};`);
  const list = files.map(
    (file, index) => `{ href: font${index}, type: "font/${extname(file).slice(1).toLowerCase()}" }`,
  );
  const social = socialPicture !== undefined && existsSync(join(root, socialPicture)) ? socialPicture : undefined;
  return [
    ...imports,
    social === undefined ? '' : `import picture from ${JSON.stringify(`/${social}?url&no-inline`)};`,
    `export const preloads = [${list.join(', ')}];`,
    `export const social = ${social === undefined ? 'undefined' : 'picture'};`,
  ].join('\n');
}

function virtualModule(id: string, code: string): NonNullable<ViteUserConfig['plugins']>[number] {
  const name = `\0${id}`;
  return {
    name: id,
    resolveId: { handler: (source) => (source === id ? name : undefined) },
    load: { handler: (source) => (source === name ? code : undefined) },
  };
}
