import { dataOf } from '#site/queries.ts';

const ORDER = ['high low', 'high high', 'low low', 'low high'];

/** The four quadrants from the top left of the grid to the bottom right. */
export async function gridQuadrants() {
  const placeOf = ({ influence = '', interest = '' }) => ORDER.indexOf(`${influence} ${interest}`);
  return (await dataOf('quadrants')).sort((a, b) => placeOf(a) - placeOf(b));
}
