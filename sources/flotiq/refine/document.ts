import { GatewayError } from '../../../src/errors.ts';

export type Json = Record<string, unknown>;

export function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function invalid(detail: string): GatewayError {
  return new GatewayError('CONTRACT_INVALID', { source: 'flotiq', detail });
}

/** An OpenAPI document of any version, reduced to what its paths and pointers say. */
export class OpenApiDocument {
  readonly #root: Json;
  readonly #paths: Json;
  readonly #basePath: string;

  constructor(root: Json) {
    this.#root = root;
    this.#paths = isRecord(root.paths) ? root.paths : {};
    // Only Swagger 2 has it; elsewhere paths are whole.
    this.#basePath = typeof root.basePath === 'string' ? root.basePath.replace(/\/+$/, '') : '';
  }

  *operations(): Generator<{ path: string; method: string; operation: Json }> {
    for (const [path, item] of Object.entries(this.#paths)) {
      if (!isRecord(item)) continue;
      for (const [method, operation] of Object.entries(item)) {
        if (!isRecord(operation)) continue;
        yield { path: this.#basePath + path, method: method.toUpperCase(), operation };
      }
    }
  }

  /** The schema of the success answer; undefined when it has none. */
  answerSchema(operation: Json): unknown {
    const responses = isRecord(operation.responses) ? operation.responses : {};
    const response = this.#follow(responses['200'] ?? responses['201']);
    return response.schema ?? jsonContent(response);
  }

  bodySchema(operation: Json): unknown {
    const parameters = Array.isArray(operation.parameters) ? operation.parameters : [];
    const body = parameters.map((it) => this.#follow(it)).find((it) => it.in === 'body');
    return body?.schema ?? jsonContent(this.#follow(operation.requestBody));
  }

  resolve(pointer: string): unknown {
    if (!pointer.startsWith('#/')) {
      throw invalid(`${pointer} points out of the document; save one that holds all it refers to`);
    }
    const keys = pointer.slice(2).split('/').map(unescape);
    const found = keys.reduce<unknown>(
      (at, key) => (typeof at === 'object' && at !== null ? (at as Json)[key] : undefined),
      this.#root,
    );
    if (found === undefined) {
      throw invalid(`${pointer} points nowhere in the document; fetch the document again`);
    }
    return found;
  }

  #follow(value: unknown): Json {
    let at = value;
    for (let hops = 0; isRecord(at) && typeof at.$ref === 'string' && hops < 16; hops += 1) {
      at = this.resolve(at.$ref);
    }
    return isRecord(at) ? at : {};
  }
}

function jsonContent({ content }: Json): unknown {
  const media = isRecord(content) ? content['application/json'] : undefined;
  return isRecord(media) ? media.schema : undefined;
}

function unescape(key: string): string {
  const text = /%[0-9a-f]{2}/i.test(key) ? decodeURIComponent(key) : key;
  return text.replaceAll('~1', '/').replaceAll('~0', '~');
}
