import { errors as undici } from 'undici';
import { describe, expect, it } from 'vitest';
import { translateFault } from '../../src/transport/network-fault.ts';

const faultOf = (code: string) => Object.assign(new Error('at 10.0.0.7'), { code });

const unreachable = [
  ['ECONNREFUSED', 'cannot be reached: the connection was refused'],
  ['ENOTFOUND', 'cannot be reached: its host name is not known'],
  ['EAI_AGAIN', 'cannot be reached: its host name could not be looked up'],
  ['EHOSTUNREACH', 'cannot be reached: there is no way to its host'],
  ['ENETUNREACH', 'cannot be reached: there is no way to its network'],
  ['ETIMEDOUT', 'cannot be reached: the connection was not accepted in time'],
  ['UND_ERR_CONNECT_TIMEOUT', 'cannot be reached: the connection was not accepted in time'],
  ['UND_ERR_DESTROYED', 'cannot be reached: the gateway is shutting down'],
  ['UND_ERR_CLOSED', 'cannot be reached: the gateway is shutting down'],
  ['EINVENTED', 'cannot be reached'],
  ...['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET', 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH'].map(
    (code) => [code, 'closed the connection before its answer was complete'] as const,
  ),
  ...[
    'CERT_HAS_EXPIRED',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'ERR_SSL_WRONG_VERSION_NUMBER',
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'HOSTNAME_MISMATCH',
    'SELF_SIGNED_CERT_IN_CHAIN',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'EPROTO',
  ].map(
    (code) => [code, 'cannot be reached safely: its certificate or TLS is not accepted'] as const,
  ),
] as const;

it.each(unreachable)('says of %s that the source %s', (code, detail) => {
  const cause = faultOf(code);
  const fault = translateFault(cause, 'shop');
  expect(fault).toMatchObject({ code: 'SOURCE_UNREACHABLE', source: 'shop', cause });
  expect(fault.message).toBe(`shop: ${detail}`);
});

describe('what is no matter of the connection', () => {
  it.each([
    ['HPE_INVALID_CONSTANT', 'SOURCE_BAD_ANSWER'],
    ['UND_ERR_HEADERS_OVERFLOW', 'SOURCE_BAD_ANSWER'],
    ['UND_ERR_INVALID_ARG', 'INTERNAL'],
    ['UND_ERR_REQ_CONTENT_LENGTH_MISMATCH', 'INTERNAL'],
  ])('%s is %s', (given, code) => {
    const cause = faultOf(given);
    expect(translateFault(cause, 'shop')).toMatchObject({ code, source: 'shop', cause });
  });

  it('no HTTP is, with a code or without', () => {
    const cause = new undici.HTTPParserError('no HTTP');
    expect(translateFault(cause, 'shop')).toMatchObject({ code: 'SOURCE_BAD_ANSWER' });
  });
});

it('looks at the first of the addresses of a host that all fail', () => {
  const cause = new AggregateError([faultOf('ECONNREFUSED'), faultOf('ENETUNREACH')]);
  expect(translateFault(cause, 'shop').message).toContain('the connection was refused');
});

it.each([undefined, null, 'gone', new AggregateError([])])('takes %s for unreachable', (cause) => {
  expect(translateFault(cause, 'shop')).toMatchObject({ code: 'SOURCE_UNREACHABLE' });
});
