import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { SignJWT, UnsecuredJWT, exportJWK, exportSPKI, generateKeyPair } from 'jose';
import type { CryptoKey, JWTPayload } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { createJwtVerifier } from '../../src/identity/jwt.ts';
import { createReader, elsewhere, lookup } from './sources.ts';
import { createTemporaryKeyring, storedProfile } from './keyring/temporary-keyring.ts';

const nowMs = Date.parse('2026-01-01T12:00:00Z');
const clock = { now: () => nowMs };
const seconds = (offset: number) => nowMs / 1000 + offset;
const issuer = 'https://issuer.example';
const audience = 'trefoil';

let trusted: { publicKey: CryptoKey; privateKey: CryptoKey };
let stranger: { publicKey: CryptoKey; privateKey: CryptoKey };
let publicKey: string;

beforeAll(async () => {
  trusted = await generateKeyPair('ES256', { extractable: true });
  stranger = await generateKeyPair('ES256', { extractable: true });
  publicKey = await exportSPKI(trusted.publicKey);
});

const goodClaims = { iss: issuer, aud: audience, exp: seconds(600), sub: 'ada' };

function sign(claims: object = goodClaims, { key = trusted.privateKey, kid = 'one' } = {}) {
  return new SignJWT(claims as JWTPayload).setProtectedHeader({ alg: 'ES256', kid }).sign(key);
}

describe('a verifier with a static key', () => {
  const verify = (token: string, more = {}) =>
    createJwtVerifier({ publicKey, issuer, audience, ...more }, clock).verify(token);

  it('answers the claims of a good token, and when it ends', async () => {
    const { claims, expiresAtMs } = await verify(await sign());
    expect(claims.sub).toBe('ada');
    expect(expiresAtMs).toBe(nowMs + 630_000);
  });

  it('takes a JWK as well as PEM', async () => {
    const jwk = JSON.stringify(await exportJWK(trusted.publicKey));
    expect((await verify(await sign(), { publicKey: jwk })).claims.sub).toBe('ada');
  });

  it('forgives the issuer a clock that is a little off', async () => {
    const token = await sign({ ...goodClaims, exp: seconds(-20) });
    await expect(verify(token)).resolves.toBeDefined();
    await expect(verify(token, { skewSeconds: 10 })).rejects.toThrow(/expired/);
  });

  it.each([
    ['expired', { exp: seconds(-60) }, /has expired/],
    ['not yet valid', { nbf: seconds(60) }, /claim "nbf" is wrong/],
    ['for another audience', { aud: 'elsewhere' }, /claim "aud" is wrong/],
    ['of another issuer', { iss: 'https://evil.example' }, /claim "iss" is wrong/],
    ['without an end', { exp: undefined }, /no claim "exp"/],
  ])('refuses a token that is %s', async (_case, claims, message) => {
    const failure = await verify(await sign({ ...goodClaims, ...claims })).catch((e: Error) => e);
    expect(failure).toMatchObject({
      code: 'ACCESS_DENIED',
      message: expect.stringMatching(message),
    });
  });

  it('refuses a token without a signature, in every spelling of none', async () => {
    const unsigned = new UnsecuredJWT(goodClaims).encode();
    const [, payload] = unsigned.split('.');
    const spelt = ['None', 'NONE', ''].map((alg) => {
      const header = Buffer.from(JSON.stringify({ alg })).toString('base64url');
      return `${header}.${payload}.`;
    });
    for (const token of [unsigned, ...spelt]) {
      await expect(verify(token)).rejects.toMatchObject({ code: 'ACCESS_DENIED' });
    }
  });

  it('refuses a token that is signed with the public key as if it were a shared secret', async () => {
    const token = await new SignJWT(goodClaims)
      .setProtectedHeader({ alg: 'HS256' })
      .sign(Buffer.from(publicKey));
    await expect(verify(token)).rejects.toThrow(/not allowed; allowed: RS256, PS256, ES256, EdDSA/);
  });

  it('refuses the signature of a stranger, and what is no token at all', async () => {
    await expect(verify(await sign(goodClaims, { key: stranger.privateKey }))).rejects.toThrow(
      /wrong signature/,
    );
    for (const text of ['', 'a.b.c', 'a.b', '..', 'eyJhbGciOiJFUzI1NiJ9..']) {
      await expect(verify(text)).rejects.toThrow(/not a well-formed JWT|signature|not allowed/);
    }
  });

  it('keeps what a refused token says out of the error and its cause', async () => {
    const claims = { ...goodClaims, exp: seconds(-60), email: 'ada@private.example' };
    const failure = await verify(await sign(claims)).catch((error: Error) => error);
    expect(inspect(failure, { depth: 9, showHidden: true })).not.toContain('private.example');
  });
});

describe('a verifier with a JWKS', () => {
  it('knows the keys that the issuer publishes and no others', async () => {
    await using jwks = await serveJwks(async () => ({
      keys: [{ ...(await exportJWK(trusted.publicKey)), kid: 'one', alg: 'ES256' }],
    }));
    const { verify } = createJwtVerifier({ jwksUrl: jwks.url, issuer, audience }, clock);
    expect((await verify(await sign())).claims.sub).toBe('ada');
    await expect(verify(await sign(goodClaims, { kid: 'two' }))).rejects.toThrow(/unknown key/);
    await expect(verify(await sign(goodClaims, { key: stranger.privateKey }))).rejects.toThrow(
      /wrong signature/,
    );
    expect(jwks.calls).toBe(1);
  });

  it('refuses for now what it cannot check because the issuer does not answer', async () => {
    const jwks = await serveJwks(async () => ({ keys: [] }));
    await jwks[Symbol.asyncDispose]();
    const { verify } = createJwtVerifier({ jwksUrl: jwks.url, issuer, audience }, clock);
    await expect(verify(await sign())).rejects.toMatchObject({
      code: 'ACCESS_DENIED',
      message: expect.stringContaining('cannot be fetched now'),
    });
  });

  it('does not follow the issuer to another address', async () => {
    await using jwks = await serveJwks(async () => 'https://evil.example/keys');
    const { verify } = createJwtVerifier({ jwksUrl: jwks.url, issuer, audience }, clock);
    await expect(verify(await sign())).rejects.toThrow(/cannot be fetched now/);
  });
});

it.each([
  ['no key', {}, /set one of/],
  ['two keys', { secret: 's'.repeat(32) }, /set one of/, true],
  ['a short secret', { secret: 'short' }, /shorter than 32 bytes/],
  ['the algorithm none', { algorithms: ['none'] }, /cannot be used: none/, true],
  ['a shared-secret algorithm', { algorithms: ['HS256'] }, /cannot be used: HS256/, true],
  ['no algorithm', { algorithms: [] }, /list of algorithms is empty/, true],
  ['a JWKS in the clear', { jwksUrl: 'http://issuer.example/jwks' }, /must begin with https/],
  ['no audience', { audience: '' }, /name the audience/, true],
  ['an unreadable key', { publicKey: 'nonsense' }, /neither PEM nor a JWK/],
])('does not start with %s', (_case, options, message, hasKey = false) => {
  const key = hasKey ? { publicKey } : {};
  expect(() => createJwtVerifier({ issuer, audience, ...key, ...options }, clock)).toThrow(message);
});

describe('a caller with a token', () => {
  const reading = { fleek: { read: true, write: false } };
  const credentials = { 'x-fleek-key': 'profile-fleek' };

  it('is the profile that claims it, and is known at once the next time', async () => {
    await using ring = await createTemporaryKeyring([
      storedProfile('editors', { claims: { groups: 'editors' }, grants: reading, credentials }),
    ]);
    const jwt = createJwtVerifier({ publicKey, issuer, audience }, clock);
    using reader = createReader({ keyring: ring.keyring, jwt, clock });
    const headers = lookup({
      authorization: `Bearer ${await sign({ ...goodClaims, groups: ['staff', 'editors'] })}`,
    });
    const identity = await reader.read(headers, elsewhere);
    expect(identity.caller).toEqual({ kind: 'profile', name: 'editors' });
    expect(identity.credentialFor('fleek', true)?.value).toBe('profile-fleek');
    expect(identity.expiresAtMs).toBe(nowMs + 630_000);
    expect(reader.read(headers, elsewhere)).toBe(identity);
  });

  it('that two profiles claim is refused, and only the log hears which', async () => {
    await using ring = await createTemporaryKeyring([
      storedProfile('editors', { claims: { groups: 'editors' } }),
      storedProfile('ada', { claims: { sub: 'ada' } }),
    ]);
    const jwt = createJwtVerifier({ publicKey, issuer, audience }, clock);
    using reader = createReader({ keyring: ring.keyring, jwt, clock });
    const token = await sign({ ...goodClaims, groups: ['editors'] });
    const failure = await Promise.resolve(
      reader.read(lookup({ authorization: `Bearer ${token}` }), elsewhere),
    ).catch((error: Error) => error as Error);
    expect(failure).toMatchObject({
      code: 'ACCESS_DENIED',
      message: expect.not.stringContaining('editors'),
      cause: { message: 'claimed by the profiles editors and ada' },
    });
  });

  it('is no profile that claims something else, more than it says, or nothing', async () => {
    await using ring = await createTemporaryKeyring([
      storedProfile('editors', { claims: { groups: 'editors' } }),
      storedProfile('lead', { claims: { sub: 'ada', role: 'lead' } }),
      storedProfile('plain'),
    ]);
    const jwt = createJwtVerifier({ publicKey, issuer, audience }, clock);
    using reader = createReader({ keyring: ring.keyring, jwt, clock });
    for (const claims of [{}, { groups: 'editors-in-chief' }, { groups: ['Editors', ''] }]) {
      const token = await sign({ ...goodClaims, ...claims });
      const identity = await reader.read(lookup({ authorization: `Bearer ${token}` }), elsewhere);
      expect(identity.caller).toEqual({ kind: 'server' });
    }
  });

  it('is refused once the profile that claims it has expired', async () => {
    await using ring = await createTemporaryKeyring([
      storedProfile('ada', { claims: { sub: 'ada' }, expiresAt: new Date(nowMs).toISOString() }),
    ]);
    const jwt = createJwtVerifier({ publicKey, issuer, audience }, clock);
    using reader = createReader({ keyring: ring.keyring, jwt, clock });
    const headers = lookup({ authorization: `Bearer ${await sign()}` });
    await expect(reader.read(headers, elsewhere)).rejects.toThrow(/profile "ada" has expired/);
  });

  it('that no profile claims has nothing of the gateway', async () => {
    await using ring = await createTemporaryKeyring([
      storedProfile('editors', { claims: { groups: 'editors' }, grants: reading, credentials }),
    ]);
    const jwt = createJwtVerifier({ publicKey, issuer, audience }, clock);
    using reader = createReader({ keyring: ring.keyring, jwt, clock });
    const token = await sign({ ...goodClaims, groups: 'other' });
    const identity = await reader.read(lookup({ authorization: `Bearer ${token}` }), elsewhere);
    expect(identity.credentialFor('fleek', true)).toBeUndefined();
  });
});

/** A text instead of a document is where it redirects to. */
async function serveJwks(answer: () => Promise<object | string>) {
  const served = { url: '', calls: 0 };
  const server = createServer(async (_request, response) => {
    served.calls += 1;
    const body = await answer();
    if (typeof body === 'string') response.writeHead(302, { location: body }).end();
    else response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  served.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`;
  return Object.assign(served, {
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}
