import { defineConfig } from 'vitest/config';
import base from './vitest.config.ts';

const { projects: _, ...shared } = base.test ?? {};

/** The suites that need a browser. One at a time: each brings a gateway and a Chromium. */
export default defineConfig({
  ...base,
  test: {
    ...shared,
    include: ['test/browser/**/*.browser.ts'],
    globalSetup: ['test/compose-once.ts'],
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
