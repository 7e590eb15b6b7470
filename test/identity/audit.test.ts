import { expect, it } from 'vitest';
import { createAuditLine, isAudited } from '../../src/identity/audit.ts';
import { readNow } from './sources.ts';

const identity = readNow({}, { 'x-fleek-key': 'own-fleek-secret' });
const rootFields = [{ source: 'fleek', field: 'triggerDeploy', isMutation: true }];

it('keeps every mutation and every refusal, and no ordinary query', () => {
  const query = [{ source: 'fleek', field: 'me', isMutation: false }];
  expect(isAudited({ requestId: '1', rootFields })).toBe(true);
  expect(isAudited({ requestId: '1', rootFields: query })).toBe(false);
  expect(isAudited({ requestId: '1', rootFields: query, code: 'SOURCE_TIMEOUT' })).toBe(false);
  expect(isAudited({ requestId: '1', rootFields: query, code: 'CREDENTIAL_REFUSED' })).toBe(true);
  expect(isAudited({ requestId: '1', code: 'ACCESS_DENIED' })).toBe(true);
});

it('says who did what with whose credential, and not with which', () => {
  const line = createAuditLine({ requestId: 'r1', identity, rootFields });
  expect(line).toEqual({
    event: 'audit',
    requestId: 'r1',
    caller: 'own',
    partition: identity.partition,
    fields: [{ source: 'fleek', field: 'triggerDeploy', credential: 'own' }],
    outcome: 'done',
  });
  expect(JSON.stringify(line)).not.toContain('own-fleek-secret');
});

it('tells a refusal from a failure, with an identity or without', () => {
  const refused = createAuditLine({ requestId: 'r2', code: 'ACCESS_DENIED' });
  expect(refused).toMatchObject({ caller: 'unknown', outcome: 'refused', code: 'ACCESS_DENIED' });
  const failed = createAuditLine({ requestId: 'r3', identity, rootFields, code: 'SOURCE_TIMEOUT' });
  expect(failed.outcome).toBe('failed');
});
