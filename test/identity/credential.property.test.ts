import fc from 'fast-check';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { GatewayError } from '../../src/errors.ts';
import { readNow, sources } from './sources.ts';

// fast-check prints the seed and path of a counterexample with the failure.
const bytes = fc
  .uint8Array({ maxLength: 60 })
  .map((array) => Buffer.from(array).toString('latin1'));
const nasty = fc
  .array(
    fc.constantFrom('$&', '$1', '\r\n', 'x-evil: 1', ',', ', ', '\0', 'é', '{context}', 'abcdefgh'),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(''));
const plausible = fc.string({ unit: 'binary-ascii', minLength: 8, maxLength: 40 });
const anything = fc.oneof(bytes, nasty, plausible, fc.string({ unit: 'binary', maxLength: 40 }));
const headers = sources.flatMap(({ name, credentials }) =>
  credentials.map((kind) => ({ kind, contract: kind.contract ?? name })),
);

describe('any bytes in a credential header', () => {
  it('are either sent as exactly those bytes or refused by name without an echo', () => {
    fc.assert(
      fc.property(fc.constantFrom(...headers), anything, ({ kind, contract }, secret) => {
        const identity = readNow({}, { [kind.header]: secret });
        const credential = identity.credentialFor(contract, true);
        const problem = identity.problemFor(contract, true);
        if (credential) {
          expect(credential.value).toBe(kind.finish(secret));
          expect(credential.value).toMatch(/^[\x20-\x7e]+$/);
          expect(problem).toBeUndefined();
          expectSilence(secret, identity, credential);
        } else {
          expect(problem).toBeInstanceOf(GatewayError);
          expect(problem?.code).toBe('CREDENTIAL_INVALID');
          expect(problem?.message).toContain(kind.header);
          expectSilence(secret, identity, problem);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('come through as they are when they have the shape of the vendor', () => {
    const shaped = fc.stringMatching(/^[\x21-\x2b\x2d-\x7e]{8,40}$/);
    fc.assert(
      fc.property(shaped, (secret) => {
        const identity = readNow({}, { 'x-fleek-key': secret });
        expect(identity.credentialFor('fleek', false)?.value).toBe(secret);
      }),
    );
  });

  it('in Authorization change nothing, where nothing can check them', () => {
    const nobody = readNow({}, {}).partition;
    fc.assert(
      fc.property(
        anything.filter((text) => !/^bearer +trf_/i.test(text) && !text.includes(',')),
        (authorization) => {
          expect(readNow({}, { authorization }).partition).toBe(nobody);
        },
      ),
    );
  });

  it('in one header never reach the source of another', () => {
    fc.assert(
      fc.property(
        fc.record(Object.fromEntries(headers.map(({ kind }) => [kind.header, plausible]))),
        (sent) => {
          const identity = readNow({}, sent);
          for (const { name, credentials } of sources) {
            const value = identity.credentialFor(name, true)?.value;
            const own = credentials.map((kind) => kind.finish(sent[kind.header]!));
            expect(value === undefined || own.includes(value)).toBe(true);
          }
        },
      ),
    );
  });

  it('give the same partition to the same headers and another to others', () => {
    fc.assert(
      fc.property(plausible, plausible, (one, other) => {
        const [a, b] = [one, other].map((key) => readNow({}, { 'x-fleek-key': key }));
        const areGood = [a, b].every((identity) => identity?.credentialFor('fleek', true));
        if (areGood) expect(a?.partition === b?.partition).toBe(one === other);
      }),
    );
  });
});

/** Short or ordinary texts may stand in a message by chance; longer ones only by an echo. */
function expectSilence(secret: string, ...things: unknown[]): void {
  if (secret.trim().length < 8) return;
  for (const thing of things) {
    const shown = [
      inspect(thing, { depth: 9, showHidden: true, getters: true }),
      JSON.stringify(thing),
      String(thing),
      thing instanceof Error ? `${thing.message}${thing.stack}` : '',
      JSON.stringify({ ...(thing as object) }),
    ].join('\n');
    for (const form of [secret, Buffer.from(secret, 'latin1').toString('base64')]) {
      expect(shown.includes(form)).toBe(false);
    }
  }
}
