import { GatewayError } from '../errors.ts';
import type { Dialect, RestCall, RestOperation } from '../source.ts';

/** Speaks a REST contract by its templates alone: for sources that bring no dialect of their own. */
export const templateDialect: Dialect = {
  compile(operation) {
    return (args, send) => send(fillTemplate(operation, args));
  },
};

export function fillTemplate(operation: RestOperation, args: Record<string, unknown>): RestCall {
  const { method, path, queryArguments, headers } = operation;
  const query = Object.entries(queryArguments).flatMap(([parameter, argument]) =>
    [args[argument] ?? []].flat().map((value): [string, string] => [parameter, String(value)]),
  );
  const filled = path.replace(/\{args\.(\w+)\}/g, (_, name: string) =>
    encodePathArgument(name, args[name]),
  );
  const fixed = Object.entries(headers).filter(([, value]) => !value.includes('{'));
  return {
    method,
    path: filled,
    query,
    headers: Object.fromEntries(fixed.map(([name, value]) => [name.toLowerCase(), value])),
    ...(args['input'] === undefined ? {} : { body: args['input'] }),
  };
}

/** One path segment and never more: what would move to another path is refused. */
export function encodePathArgument(name: string, value: unknown): string {
  const text = String(value ?? '');
  if (text === '' || text === '.' || text === '..') {
    throw new GatewayError('BAD_USER_INPUT', {
      detail: `the argument ${name} may be neither empty nor "." or ".."`,
      facts: { argument: name },
    });
  }
  try {
    return encodeURIComponent(text);
  } catch {
    throw new GatewayError('BAD_USER_INPUT', {
      detail: `the argument ${name} is no well-formed text`,
      facts: { argument: name },
    });
  }
}
