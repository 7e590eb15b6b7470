import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** These replace modules for themselves, so no other file may have loaded them before. */
const mocking = ['test/identity/keyring/access-key.test.ts'];

export default defineConfig({
  // Vite prefers the .mjs of a package and Node its "main": two copies of graphql would refuse each other.
  resolve: {
    alias: [{ find: /^graphql$/, replacement: createRequire(import.meta.url).resolve('graphql') }],
  },
  test: {
    // By default a core is left for whoever waits; on two cores that is half of the machine.
    maxWorkers: Math.min(availableParallelism(), 4),
    testTimeout: 60_000,
    hookTimeout: 60_000,
    restoreMocks: true,
    unstubEnvs: true,
    projects: [
      {
        extends: true,
        test: {
          name: 'together',
          include: ['test/**/*.test.ts', 'test/**/*.e2e.ts'],
          exclude: mocking,
          // In this order: what is composed goes to the folder that is watched.
          globalSetup: ['test/canary/watch-run.ts', 'test/compose-once.ts'],
          setupFiles: ['test/canary/watch-worker.ts'],
          // Loading the gateway anew for each file would take longer than the tests themselves.
          isolate: false,
        },
      },
      { extends: true, test: { name: 'alone', include: mocking } },
    ],
  },
});
