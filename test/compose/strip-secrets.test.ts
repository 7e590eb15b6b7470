import { describe, expect, it } from 'vitest';
import { refuseSecrets, stripSecrets } from '../../src/compose/strip-secrets.ts';

const secrets = [
  'sandbox-fleek+key/&"<===',
  'sandboxflotiqreadwrite0000000000',
  'ab12cd34.0123456789ab',
];

const forms: Record<string, (secret: string) => string> = {
  raw: (secret) => secret,
  'in JSON': (secret) => JSON.stringify({ key: secret }),
  'in a URL': (secret) => `https://x.example/?auth_token=${encodeURIComponent(secret)}&a=1`,
  'in a URL within a URL': (secret) => encodeURIComponent(`?t=${encodeURIComponent(secret)}`),
  'in a URL, percent signs in lower case': (secret) =>
    encodeURIComponent(secret).replace(/%../g, (byte) => byte.toLowerCase()),
  'as percent signs throughout': (secret) =>
    Buffer.from(secret).toString('hex').replace(/../g, '%$&'),
  'in HTML': (secret) =>
    secret.replace(
      /[&<>"]/g,
      (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c]!,
    ),
  'in hex': (secret) => Buffer.from(secret).toString('hex'),
  'in upper-case hex': (secret) => Buffer.from(secret).toString('hex').toUpperCase(),
  'in base64': (secret) => Buffer.from(secret).toString('base64'),
  'in base64url': (secret) => Buffer.from(secret).toString('base64url'),
  'in base64, one byte in': (secret) => Buffer.from(`x${secret}yy`).toString('base64'),
  'in base64, two bytes in': (secret) => Buffer.from(`ab${secret}`).toString('base64'),
  'in base64, as basic authentication': (secret) =>
    Buffer.from(`user:${secret}`).toString('base64'),
};

describe.each(Object.entries(forms))('a secret %s', (_, write) => {
  it.each(secrets)('is noticed and taken out', (secret) => {
    const text = `before ${write(secret)} after`;
    expect(() => refuseSecrets(['clean', text], secrets)).toThrow(/still holds a credential/);
    const stripped = stripSecrets(text, secrets);
    expect(stripped).toMatch(/^before .*YOUR_API_KEY.* after$/);
    expect(() => refuseSecrets([stripped], secrets)).not.toThrow();
  });
});

it('leaves every other text as it is', () => {
  const text = 'GET /api/v1/content?auth_token=YOUR_API_KEY $& c2FuZGJveA== 6162 ab12cd3';
  expect(stripSecrets(text, secrets)).toBe(text);
  expect(stripSecrets(text, [])).toBe(text);
});

it('does not repeat the secret in its complaint', () => {
  expect(() => refuseSecrets([secrets[1]!], secrets)).toThrow(
    expect.objectContaining({ message: expect.not.stringContaining('sandbox') }),
  );
});
