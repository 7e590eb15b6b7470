import { describe, expect, it } from 'vitest';
import { sources } from '../../sources/index.ts';
import { loopback, readNow } from './sources.ts';

describe.each(sources)('$name', (source) => {
  const sandbox = source.standIn?.credentials ?? {};

  it('takes the credentials of its own sandbox, for reading and for writing', () => {
    const identity = readNow({ sources: [source], sandbox }, {}, loopback);
    for (const isRead of [true, false]) {
      const credential = identity.credentialFor(source.name, isRead);
      expect(credential?.origin).toBe('sandbox');
      expect(Object.values(sandbox).some((secret) => credential?.value.endsWith(secret))).toBe(
        true,
      );
    }
  });

  it('carries a credential whole, in a lower-case header', () => {
    for (const kind of source.credentials) {
      const secret = 'abcdefgh.$&$1{x}=0123456789';
      expect(kind.finish(secret).endsWith(secret)).toBe(true);
      expect(kind.upstreamHeader).toBe(kind.upstreamHeader.toLowerCase());
      expect(kind.header).toMatch(/^x-[a-z-]+$/);
      expect(kind.env).toMatch(/^[A-Z_]+$/);
    }
  });

  it('is sent nothing that another source is sent', () => {
    const others = sources.filter(({ name }) => name !== source.name);
    const sent = others.flatMap(({ credentials }) =>
      credentials.map(({ header }) => [header, `${header}=0123456789`] as const),
    );
    const identity = readNow({ sources }, Object.fromEntries(sent));
    expect(identity.credentialFor(source.name, true)).toBeUndefined();
    expect(identity.problemFor(source.name)?.code).toBe('CREDENTIAL_MISSING');
  });
});
