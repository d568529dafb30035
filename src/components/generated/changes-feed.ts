import rss from '@astrojs/rss';
import type { APIContext } from 'astro';
import { changelog, hrefOf, pageOf } from '#site/queries.ts';

/** Maximum number of items in the feed; feed readers poll often enough not to miss any. */
const LATEST = 50;

/** Returns the changelog as an RSS 2.0 feed. Its URLs are absolute, so only a site with a host has one. */
export async function GET({ site, locals: { t } }: APIContext): Promise<Response> {
  const { news = [] } = (await changelog()) ?? {};
  const items = news.slice(0, LATEST).map(async ({ day, id, news: what }) => {
    const { title, description } = await pageOf(id);
    const link = new URL(hrefOf(id), site).href;
    return {
      title: `${t(`changes.news.${what}`)}: ${title}`,
      description,
      link,
      pubDate: new Date(day),
      // A page can change more than once, so the id of an item includes the day.
      customData: `<guid isPermaLink="false">${link}#${day}</guid>`,
    };
  });
  return rss({
    title: t('changes.title'),
    description: t('changes.description'),
    site: new URL(hrefOf('index'), site).href,
    items: await Promise.all(items),
  });
}
