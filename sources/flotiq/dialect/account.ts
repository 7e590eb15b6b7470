import { GatewayError } from '../../../src/errors.ts';
import type { RestOperation } from '../../../src/source.ts';
import type { ContentFacts, FieldFacts, FlotiqFacts, OperationFacts } from '../refine/facts.ts';
import { isObject, parseDataUrl, type Json } from './links.ts';

/** The account as the contract knows it: facts behind lookups that no name can trick. */
export class Account {
  readonly #content: ReadonlyMap<string, ContentFacts>;
  readonly #objects: ReadonlyMap<string, ReadonlyMap<string, FieldFacts>>;
  readonly #operations: ReadonlyMap<string, OperationFacts>;
  readonly #apiOf: ReadonlyMap<string, string>;

  constructor({ content, objects, operations }: FlotiqFacts) {
    this.#content = new Map(Object.entries(content));
    this.#objects = new Map(
      Object.entries(objects).map(([type, fields]) => [type, new Map(Object.entries(fields))]),
    );
    this.#operations = new Map(Object.entries(operations));
    this.#apiOf = new Map([...this.#content].map(([api, { type }]) => [type, api]));
  }

  content(api: string): ContentFacts | undefined {
    return this.#content.get(api);
  }

  /** The API name of a content type's GraphQL type. */
  apiOf(type: string): string | undefined {
    return this.#apiOf.get(type);
  }

  field(type: string, field: string): FieldFacts | undefined {
    return this.#objects.get(type)?.get(field);
  }

  operation({ method, path, field }: RestOperation): OperationFacts {
    const found = this.#operations.get(`${method} ${path}`);
    if (found) return found;
    throw new GatewayError('CONTRACT_INVALID', {
      source: 'flotiq',
      detail: `${field} is ${method} ${path}, which its facts do not have; compose the contract again`,
    });
  }

  /** The GraphQL type of a content object or a link to one. */
  typeOf(value: Json): string {
    const internal = isObject(value.internal) ? value.internal.contentType : undefined;
    const api = typeof internal === 'string' ? internal : parseDataUrl(value.dataUrl)?.api;
    return (api === undefined ? undefined : this.#content.get(api)?.type) ?? 'FlotiqOtherContent';
  }
}

export function badInput(detail: string, argument: string): GatewayError {
  return new GatewayError('BAD_USER_INPUT', { source: 'flotiq', detail, facts: { argument } });
}
