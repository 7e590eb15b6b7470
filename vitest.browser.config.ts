import { mergeConfig } from 'vitest/config';
import base from './vitest.config.ts';

/** The suites that need a browser. One at a time: each brings a gateway and a Chromium. */
export default mergeConfig(
  { ...base, test: { ...base.test, include: [] } },
  {
    test: {
      include: ['test/browser/**/*.browser.ts'],
      fileParallelism: false,
      testTimeout: 60_000,
      hookTimeout: 60_000,
    },
  },
);
