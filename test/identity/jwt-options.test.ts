import { expect, it } from 'vitest';
import { createJwtVerifier } from '../../src/identity/jwt.ts';
import { readJwtOptions } from '../../src/identity/jwt-options.ts';
import { systemClock } from '../../src/identity/clock.ts';

it('reads nothing where nothing is set', async () => {
  expect(await readJwtOptions({ TREFOIL_JWT_ISSUER: '', PATH: '/bin' })).toBeUndefined();
});

it('reads every setting', async () => {
  const env = {
    TREFOIL_JWT_JWKS_URL: 'https://issuer.example/jwks',
    TREFOIL_JWT_ISSUER: 'https://issuer.example',
    TREFOIL_JWT_AUDIENCE: 'trefoil',
    TREFOIL_JWT_ALGORITHMS: 'ES256, RS256',
    TREFOIL_JWT_SKEW_SECONDS: '0',
  };
  const options = await readJwtOptions(env);
  expect(options).toEqual({
    jwksUrl: 'https://issuer.example/jwks',
    issuer: 'https://issuer.example',
    audience: 'trefoil',
    algorithms: ['ES256', 'RS256'],
    skewSeconds: 0,
  });
  expect(() => createJwtVerifier(options!, systemClock)).not.toThrow();
});

it('lets no half of a setting pass for none', async () => {
  const options = await readJwtOptions({ TREFOIL_JWT_ISSUER: 'https://issuer.example' });
  expect(() => createJwtVerifier(options!, systemClock)).toThrow(
    /set one of TREFOIL_JWT_JWKS_URL, TREFOIL_JWT_PUBLIC_KEY and TREFOIL_JWT_SECRET; name the audience in TREFOIL_JWT_AUDIENCE/,
  );
});

it.each(['-1', '3600', 'some'])('refuses a skew of %s', async (skew) => {
  await expect(readJwtOptions({ TREFOIL_JWT_SKEW_SECONDS: skew })).rejects.toThrow(/0 to 300/);
});
