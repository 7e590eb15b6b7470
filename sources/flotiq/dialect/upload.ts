import { badInput } from './account.ts';
import { isObject } from './links.ts';

/** The vendor's own limit; a larger file need not be sent to be refused. */
const MAX_BYTES = 10 * 2 ** 20;
const TIMEOUT_MS = 10_000;
const ORIGINS = 'FLOTIQ_UPLOAD_ORIGINS';

export interface UploadOptions {
  /** @default process.env */
  env?: Record<string, string | undefined>;
  /** @default fetch */
  fetch?: typeof fetch;
}

/** The form that stores a file, from its content in base64 or from an allowed address. */
export async function encodeUpload(input: unknown, options: UploadOptions = {}): Promise<FormData> {
  const { base64, url, fileName, mimeType } = isObject(input) ? input : {};
  const isContent = typeof base64 === 'string';
  if (isContent === (typeof url === 'string')) {
    throw badInput('input needs either base64 or url', 'input');
  }
  const given = { fileName: textOf(fileName), mimeType: textOf(mimeType) };
  const file = isContent
    ? decode(base64, given)
    : await copy(new URL(checkUrl(String(url), options)), given, options);
  const form = new FormData();
  form.set('type', file.type.startsWith('image/') ? 'image' : 'file');
  form.set('save', '1');
  form.set('file', file, file.name);
  return form;
}

interface Given {
  fileName: string | undefined;
  mimeType: string | undefined;
}

const textOf = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);

function decode(base64: string, { fileName, mimeType }: Given): File {
  if (!fileName || !mimeType) {
    throw badInput('input.base64 needs a fileName and a mimeType beside it', 'input');
  }
  const isBase64 = /^[A-Za-z0-9+/]*={0,2}$/.test(base64) && base64.length % 4 === 0;
  if (!isBase64) throw badInput('input.base64 is no base64 text', 'input.base64');
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.length > MAX_BYTES) throw tooLarge('input.base64');
  return new File([bytes], fileName, { type: mimeType });
}

/**
 * Whoever may write content could otherwise make the gateway read what only the gateway can reach,
 * so an address is only followed to origins that the operator has named.
 */
function checkUrl(url: string, { env = process.env }: UploadOptions): string {
  const allowed = (env[ORIGINS] ?? '').split(',').flatMap((it) => originOf(it.trim()) ?? []);
  const origin = originOf(url);
  if (origin !== undefined && allowed.includes(origin)) return url;
  throw badInput(
    `input.url is copied only from origins that the operator names in ${ORIGINS} (https, separated by commas); send the content as base64 instead`,
    'input.url',
  );
}

function originOf(url: string): string | undefined {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const isPlain = parsed?.protocol === 'https:' && parsed.username === '' && parsed.password === '';
  return isPlain ? parsed.origin : undefined;
}

async function copy(
  url: URL,
  { fileName, mimeType }: Given,
  options: UploadOptions,
): Promise<File> {
  const { fetch: get = fetch } = options;
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const response = await get(url, { redirect: 'error', signal }).catch((cause: unknown) => {
    throw cannotCopy('it could not be reached without a redirect', cause);
  });
  if (!response.ok) throw cannotCopy(`it answers ${response.status}`);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    // Leaving the loop closes the connection.
    if (size > MAX_BYTES) throw tooLarge('input.url');
    chunks.push(chunk);
  }
  const declared = response.headers.get('content-type')?.split(';')[0]?.trim();
  const last = url.pathname.split('/').at(-1);
  return new File([Buffer.concat(chunks)], (fileName ?? last) || 'file', {
    type: mimeType ?? declared ?? 'application/octet-stream',
  });
}

function cannotCopy(reason: string, cause?: unknown) {
  const error = badInput(`input.url cannot be copied: ${reason}`, 'input.url');
  if (cause !== undefined) error.cause = cause;
  return error;
}

const tooLarge = (argument: string) =>
  badInput(`${argument} is larger than 10 MB, the most that Flotiq takes`, argument);
