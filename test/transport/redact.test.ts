import { expect, it } from 'vitest';
import { tidyText } from '../../src/transport/redact.ts';
import { makeRequest } from './request.ts';

/** Its base64 is another text than its base64url, and padded. */
const secret = 'abc???>>>of-ada==';
const base64 = (text: string) => Buffer.from(text).toString('base64');
const tidy = (text: string, authorization = `Token ${secret}`) =>
  tidyText(text, makeRequest({ headers: { authorization } }));

it('leaves the scheme word of a credential as it is', () => {
  expect(tidy(`a Token is due, and ${secret} is none`)).toBe(
    'a Token is due, and [redacted] is none',
  );
  expect(tidy('no', '; Token')).toBe('no');
});

it.each([base64(`Token ${secret}`), base64(secret).replace(/=+$/, '')])(
  'takes out a credential that is encoded with its scheme word, or without its padding (%s)',
  (echo) => expect(tidy(`bad: ${echo}`)).toMatch(/^bad: \[redacted\]=*$/),
);

it('leaves nothing of a credential at the end of what is looked through', () => {
  expect(tidy(`${' '.repeat(3_990)}${secret}`)).toBe('[redacted]');
});

it('takes out markup that was cut off', () => {
  expect(tidy('no luck <a href="http://10.0.0.7/')).toBe('no luck');
});

it('makes a line of 200 characters at most', () => {
  expect(tidy('x'.repeat(200))).toBe('x'.repeat(200));
  expect(tidy('x'.repeat(201))).toBe(`${'x'.repeat(199)}…`);
});
