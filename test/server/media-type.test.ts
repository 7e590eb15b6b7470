import { expect, it } from 'vitest';
import { chooseMediaType } from '../../src/server/media-type.ts';

const graphql = 'application/graphql-response+json';
const json = 'application/json';
const stream = 'text/event-stream';

it.each([
  [undefined, json],
  ['*/*', json],
  [`${json}, ${graphql}`, graphql],
  [`${json}, ${graphql};q=0.9`, json],
  [`${graphql};q=0.9, ${json}`, json],
  [`${stream}, ${json};q=0.5`, stream],
  [`${stream};q=0.5, */*;q=0.1`, stream],
  [`${graphql};q=0, */*;q=0.1`, json],
  [`${json};q=0`, undefined],
  ['text/csv', undefined],
])('answers who accepts "%s" in %s', (accept, expected) => {
  expect(chooseMediaType(accept)).toBe(expected);
});
