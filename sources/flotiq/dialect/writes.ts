import { GatewayError } from '../../../src/errors.ts';
import type { RestFetch, RestSend } from '../../../src/source.ts';
import type { OperationKind } from '../refine/facts.ts';
import { badInput } from './account.ts';
import type { Args, Compilation } from './compilation.ts';
import { encodeInput } from './inputs.ts';
import { isObject } from './links.ts';
import { putRelated } from './related.ts';
import { encodeUpload } from './upload.ts';

const MAX_BATCH = 100;

/** What is sent as body, and what of the answer is the field's value. */
interface Write {
  body?(compilation: Compilation, args: Args): unknown;
  value?(answer: unknown, args: Args): unknown;
}

const answerId = (_: unknown, { id }: Args) => id;
const definition = (_: Compilation, { input }: Args) => withoutNulls(input);

const writes = new Map<OperationKind, Write>([
  ['create', { body: ({ account, type }, { input }) => encodeInput(account, type, input) }],
  ['update', { body: encodeWhole }],
  ['patch', { body: ({ account, type }, { input }) => encodeInput(account, type, input) }],
  ['delete', { value: answerId }],
  ['batchCreate', { body: encodeBatch }],
  ['batchPatch', { body: encodeBatch }],
  [
    'batchDelete',
    {
      body: (_, { ids }) => checkBatch(ids, 'ids'),
      value(answer) {
        if (!isObject(answer)) throw noObject();
        return answer.deletedCount;
      },
    },
  ],
  ['uploadMedia', { body: ({ upload }, { input }) => encodeUpload(input, upload) }],
  ['postContentDefinition', { body: definition }],
  ['putContentDefinition', { body: definition }],
  ['deleteContentDefinition', { value: answerId }],
]);

export function compileWrite(compilation: Compilation): RestFetch {
  const { account, kind, method, fillPath, need } = compilation;
  const { body: encode, value } = writes.get(kind)!;

  return async function write(args: Args, send: RestSend) {
    const { updateExisting } = args;
    const body: unknown = await encode?.(compilation, args);
    const answer = await send({
      method,
      path: fillPath(args),
      ...(typeof updateExisting === 'boolean'
        ? { query: [['updateExisting', String(updateExisting)]] as [string, string][] }
        : {}),
      ...(body === undefined ? {} : { body }),
    });
    if (value) return value(answer, args);
    if (!isObject(answer)) throw noObject();
    return putRelated(answer, need, { account, send, headers: {} });
  };
}

/** Null without a word would read as `nothing was written`, which nobody knows. */
function noObject(): GatewayError {
  return new GatewayError('SOURCE_BAD_ANSWER', {
    source: 'flotiq',
    detail:
      'answered without the object; it may have been written all the same, so look before you send it again',
  });
}

/** The source wants the id in the body too, and cannot change it. */
function encodeWhole({ account, type }: Compilation, { id, input }: Args) {
  const body = encodeInput(account, type, input);
  if (body.id !== undefined && body.id !== null && body.id !== id) {
    throw badInput('input.id differs from id, and the id of an object cannot change', 'input.id');
  }
  return { ...body, id };
}

function encodeBatch({ account, type }: Compilation, { input }: Args) {
  return checkBatch(input, 'input').map((item, index) =>
    encodeInput(account, type, item, `input[${index}]`),
  );
}

function checkBatch(value: unknown, argument: string): unknown[] {
  const items = Array.isArray(value) ? value : [];
  if (items.length >= 1 && items.length <= MAX_BATCH) return items;
  throw badInput(`${argument} has ${items.length} items; a batch has 1 to ${MAX_BATCH}`, argument);
}

function withoutNulls(input: unknown) {
  const entries = Object.entries(isObject(input) ? input : {});
  return Object.fromEntries(entries.filter(([, value]) => value !== null));
}
