import * as z from 'zod';
import { addIssue, addTwins, reference, text } from '../fields.ts';
import { common } from './entry-fields.ts';

/** Typical division of a role's working week over the pillars, as a starting point for a reader's own target. */
export const weeks = z
  .strictObject({
    ...common,
    order: z.int().min(1).describe('Its place in the list, from 1.'),
    roles: z.array(reference('role')).min(1).describe('The seats it is meant for.'),
    shares: z
      .array(
        z.strictObject({
          pillar: reference('pillar').describe('The pillar.'),
          percent: z.int().min(0).max(100).describe('Its share of the week, in per cent.'),
        }),
      )
      .min(1)
      .describe('The share of each pillar; together 100.'),
    note: text().describe('Why it is divided like this, and when not to.'),
  })
  .check((payload) => {
    const { shares } = payload.value;
    const pillars = shares.map(({ pillar }) => pillar);
    addTwins(payload, pillars, (at) => ['shares', at, 'pillar'], 'Make one share of the two');
    const sum = shares.reduce((total, { percent }) => total + percent, 0);
    if (sum === 100) return;
    const message = `The shares of the week come to ${sum} per cent`;
    addIssue(payload, ['shares'], { message, fix: 'Change them until they come to 100' });
  });
