import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

/**
 * Git without the settings of the person and the machine, in the tests and in what they run, and prompts drawn for one kind
 * of terminal.
 */
const env = {
  GIT_CONFIG_GLOBAL: join(import.meta.dirname, 'tests/git.config'),
  GIT_CONFIG_NOSYSTEM: '1',
  TERM: 'xterm-256color',
  ACCESSIBLE: '',
};

export default defineConfig({
  test: {
    // One worker a processor; by itself, Vitest leaves one free.
    maxWorkers: '100%',
    projects: [
      {
        test: {
          name: 'unit',
          env,
          // Node loads the rules of an organisation, as it does in the check.
          // The parser of workflows imports JSON in a way that Node alone refuses.
          server: { deps: { external: [/\/org\/rules\//], inline: [/@actions\//] } },
          // Files that run one after the other share what they import, which takes half of the time of small ones.
          isolate: false,
          include: [
            'tests/{formulas,schema,load,editions,check,upstream,upkeep,contribute,search,publish,site,content,project}/**/*.test.ts',
          ],
          // A few repositories take long on a busy machine.
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'site',
          env,
          include: ['tests/{build,browser,hosting}/**/*.test.ts'],
          // Native threads of a build tool have been seen to hang when its process ends.
          retry: 1,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          // A poll ends as soon as it is satisfied; one second is too short on a busy machine.
          expect: { poll: { timeout: 30_000 } },
        },
      },
      {
        test: {
          name: 'nightly',
          env,
          include: ['tests/nightly/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          expect: { poll: { timeout: 30_000 } },
        },
      },
    ],
  },
});
