import { dataOf, pagesOf } from '#site/queries.ts';

/** Pillars in their order. Saved state refers to each by `key`, the last segment of its id. */
export async function weekPillars() {
  return (await pagesOf('pillar')).map((page) => ({ ...page, key: page.id.slice(page.id.lastIndexOf('/') + 1) }));
}

/** Seats with their shares of a week in per cent, in the order of the pillars. */
export async function weekSeats() {
  const pillars = await weekPillars();
  return (await dataOf('weeks')).map(({ shares, ...seat }) => ({
    ...seat,
    shares: pillars.map(({ id }) => shares.find(({ pillar }) => pillar === id)?.percent ?? 0),
  }));
}
