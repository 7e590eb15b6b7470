import { GatewayError } from '../../../src/errors.ts';
import { remember } from '../../../src/remember.ts';
import type { RestCall, RestFetch, RestSend } from '../../../src/source.ts';
import type { OperationKind } from '../refine/facts.ts';
import { badInput } from './account.ts';
import type { Args, Compilation } from './compilation.ts';
import { encodeWhere, NOTHING } from './filters.ts';
import { isObject } from './links.ts';
import { encodeOrder, orderQuery, type Query } from './ordering.ts';
import { MAX_LEVELS, putRelated } from './related.ts';
import { encodeSearch } from './search.ts';

const MAX_LIMIT = 1000;

/** What is asked besides paging and hydration; NOTHING if no object can be meant. */
type EncodeQuery = (compilation: Compilation, args: Args) => Query | typeof NOTHING;

interface Read {
  encode: EncodeQuery;
  isPaged: boolean;
  /** Whether the source takes `hydrate` there: surely, or only by its documentation. */
  hydration: 'sure' | 'documented' | 'none';
  /** Whether a 404 means that there is no such object, which is an answer. */
  isNullable: boolean;
}

const plain: Read = {
  encode: () => [],
  isPaged: false,
  hydration: 'none',
  isNullable: false,
};

export const reads: ReadonlyMap<OperationKind, Read> = new Map<OperationKind, Read>([
  ['get', { ...plain, hydration: 'sure', isNullable: true }],
  ['list', { ...plain, encode: encodeList, isPaged: true, hydration: 'sure' }],
  ['listVersion', { ...plain, encode: encodeVersions, isPaged: true, isNullable: true }],
  ['getVersions', { ...plain, isNullable: true }],
  ['getRemoved', { ...plain, encode: (_, args) => texts(args, ['deletedAfter']) }],
  [
    'search',
    {
      ...plain,
      encode: ({ account }, args) => encodeSearch(account, args),
      isPaged: true,
      hydration: 'documented',
    },
  ],
  ['getContentDefinitions', { ...plain, encode: encodeDefinitions, isPaged: true }],
  ['getContentDefinition', { ...plain, isNullable: true }],
]);

export function compileRead(compilation: Compilation): RestFetch {
  const { account, kind, method, fillPath, need } = compilation;
  const { encode, isPaged, hydration, isNullable } = reads.get(kind)!;
  const levels = hydration === 'none' ? 0 : Math.min(need.levels, MAX_LEVELS);
  const hydrate: Query = levels > 0 ? [['hydrate', String(levels)]] : [];

  function writeCall(args: Args): RestCall | typeof NOTHING {
    const paging = isPaged ? encodePaging(args) : [];
    const asked = encode(compilation, args);
    if (asked === NOTHING) return NOTHING;
    const headers: Record<string, string> = args.mode === 'PREVIEW' ? { 'x-mode': 'preview' } : {};
    const query = [...paging, ...asked, ...hydrate];
    return { method, path: fillPath(args), query, headers };
  }
  // The same arguments are the same object, and lead to the same call.
  const callFor = remember(writeCall);
  /** Answers in which nothing was missing; one that is kept is met again. */
  const whole = new WeakSet<object>();

  return async function read(args, send) {
    const call = callFor(args);
    if (call === NOTHING) return emptyPage;
    const { headers = {} } = call;
    const answer = await (isNullable ? orNull(call, send) : send(call));
    if (isObject(answer) && whole.has(answer)) return answer;
    const related = await putRelated(
      answer,
      need,
      { account, send, headers },
      hydration === 'sure',
    );
    if (isObject(answer) && related === answer) whole.add(answer);
    return related;
  };
}

const emptyPage = { total_count: 0, count: 0, total_pages: 0, current_page: 1, data: [] };

async function orNull(call: RestCall, send: RestSend): Promise<unknown> {
  try {
    return await send(call);
  } catch (error) {
    if (error instanceof GatewayError && error.code === 'SOURCE_NOT_FOUND') return null;
    throw error;
  }
}

function encodePaging({ page, limit }: Args): Query {
  if (typeof page === 'number' && page < 1) throw badInput('page counts from 1', 'page');
  if (typeof limit === 'number' && (limit < 1 || limit > MAX_LIMIT)) {
    throw badInput(`limit is between 1 and ${MAX_LIMIT}`, 'limit');
  }
  return texts({ page, limit }, ['page', 'limit']);
}

function encodeList({ account, type }: Compilation, args: Args): Query | typeof NOTHING {
  const filters = encodeWhere(account, type, args.where);
  const order = encodeOrder(account, type, args.orderBy);
  const { ids } = args;
  // An empty list of ids would be no parameter at all, and find everything.
  if (filters === NOTHING || (Array.isArray(ids) && ids.length === 0)) return NOTHING;
  const query = [...order];
  if (Object.keys(filters).length > 0) query.push(['filters', JSON.stringify(filters)]);
  if (Array.isArray(ids)) for (const id of ids) query.push(['ids[]', String(id)]);
  return query;
}

function encodeVersions({ account, type }: Compilation, { orderBy }: Args): Query {
  return encodeOrder(account, type, orderBy);
}

function encodeDefinitions(_: Compilation, args: Args): Query {
  return [...texts(args, ['name', 'label']), ...orderQuery(args.orderBy, args.orderDirection)];
}

function texts(args: Args, names: readonly string[]): Query {
  return names.flatMap((name): Query => {
    const value = args[name];
    return value === undefined || value === null ? [] : [[name, String(value)]];
  });
}
