import type { Source } from '../../../src/source.ts';
import { limits } from '../../transport/request.ts';

/** The source of a graph that has what the vendors' contracts have not. */
export const zoo: Source = {
  name: 'zoo',
  title: 'Zoo',
  credentials: [
    {
      header: 'x-zoo-key',
      env: 'ZOO_KEY',
      upstreamHeader: 'authorization',
      finish: (secret) => secret,
      pattern: /./,
      shape: 'anything',
    },
  ],
  limits,
};
