import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AstroIntegration, ViteUserConfig } from 'astro';
import { themeCss } from '#schema/colours.ts';
import type { Settings } from '#schema/settings.ts';

/** Module id of the style sheet of the colours. */
export const THEME = 'virtual:playbook/theme.css';

/**
 * Astro integration that applies the look in the settings: the colours as a style sheet like the others, and the icon
 * of the organisation at the address of `faviconOf`.
 */
export function themeIntegration({ colours, icon }: Pick<Settings, 'colours' | 'icon'>): AstroIntegration {
  return {
    name: 'playbook-theme',
    hooks: {
      'astro:config:setup'({ updateConfig }) {
        updateConfig({ vite: { plugins: [themeSheet(themeCss(colours))] } });
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

function themeSheet(css: string): NonNullable<ViteUserConfig['plugins']>[number] {
  const name = `\0${THEME}`;
  return {
    name: 'playbook-theme',
    resolveId: { filter: { id: /^virtual:playbook\/theme\.css$/ }, handler: () => name },
    load: { filter: { id: /^\0virtual:playbook\/theme\.css$/ }, handler: () => css },
  };
}
