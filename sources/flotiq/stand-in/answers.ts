import type { StandInResponse } from '../../stand-in/serve.ts';

/** Ends a request with the vendor's refusal, from however deep. */
export class Refusal extends Error {
  readonly response: StandInResponse;

  constructor(status: number, body: unknown) {
    super(`answered ${status}`);
    this.response = { status, body };
  }
}

const coded = (code: number, message: string) => new Refusal(code, { code, message });

export const unauthorized = () => coded(401, 'Unauthorized');
export const forbidden = () => coded(403, 'Access denied or quota limit exceeded');
export const notFound = () => coded(404, 'Not found');
export const unsupportedMediaType = () => coded(415, 'Unsupported Media Type');

export const tooLarge = (id: string, bytes: number) =>
  coded(
    413,
    `Content Object size limit exceeded by an object with ID: ${id}. Requested size ${(bytes / 2 ** 20).toFixed(2)} MB, limit: 1 MB)`,
  );

export type FieldErrors = Record<string, string[]>;

/** The first of three shapes of a 400: messages by field. */
export const invalidFields = (errors: FieldErrors) => new Refusal(400, errors);

/** The second: messages alone. The third is the batch answer. */
export const invalid = (...errors: string[]) => new Refusal(400, { errors });

export const ok = (body: unknown): StandInResponse => ({ status: 200, body });
export const noContent: StandInResponse = { status: 204 };
