import rss from '@astrojs/rss';
import type { APIContext } from 'astro';
import { words } from '#model/words.ts';
import { changelog, hrefOf, pageOf } from '#queries.ts';

/** How many pieces of news a feed holds; readers look more often than that. */
const LATEST = 50;

/** The feed of what changed, as RSS 2.0. Its addresses are whole, so only a site with a host has one. */
export async function GET({ site }: APIContext): Promise<Response> {
  const { news = [] } = (await changelog()) ?? {};
  const items = news.slice(0, LATEST).map(async ({ day, id, news: what }) => {
    const { title, description } = await pageOf(id);
    const link = new URL(hrefOf(id), site).href;
    return {
      title: `${words.changes.news[what]}: ${title}`,
      description,
      link,
      pubDate: new Date(day),
      // A page changes more than once, and each time is news.
      customData: `<guid isPermaLink="false">${link}#${day}</guid>`,
    };
  });
  return rss({
    title: words.changes.title,
    description: words.changes.description,
    site: new URL(hrefOf('index'), site).href,
    items: await Promise.all(items),
  });
}
