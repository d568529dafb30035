import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['tests/{model,loaders,content}/**/*.test.ts'],
          // To delete a few repositories takes long on a busy disk.
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'site',
          include: ['tests/{build,browser,hosting}/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          // A poll ends as soon as it is satisfied; one second is too short on a busy machine.
          expect: { poll: { timeout: 30_000 } },
          // A browser and a build at once are slower than one after the other on two cores.
          fileParallelism: false,
        },
      },
    ],
  },
});
