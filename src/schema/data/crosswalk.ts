import * as z from 'zod';
import { addIssue, reference, text } from '../fields.ts';
import { common } from './entry-fields.ts';

/** Part of another framework, and how closely it matches each pillar. */
export const crosswalk = z
  .strictObject({
    ...common,
    framework: text().describe('The framework that the part belongs to.'),
    order: z.int().min(1).describe('Its place in the matrix, from 1.'),
    strong: z.array(reference('pillar')).default([]).describe('The pillars it is about.'),
    partial: z.array(reference('pillar')).default([]).describe('The pillars it touches.'),
  })
  .check((payload) => {
    const { strong, partial } = payload.value;
    for (const [at, pillar] of partial.entries()) {
      if (!strong.includes(pillar)) continue;
      addIssue(payload, ['partial', at], {
        message: `"${pillar}" stands under strong already`,
        fix: 'Delete it here or there',
      });
    }
  });
