import { createRequire } from 'node:module';
import { join } from 'node:path';

// Node has most of this code since the configuration. Vite would read, transform and bundle it again, a second of each build.
const load = createRequire(join(process.cwd(), 'src/'));

export const { collections } = load('./collections.ts') as typeof import('./collections.ts');
