import { randomUUID } from 'node:crypto';
import { extname } from 'node:path';
import type { StandInResponse } from '../../stand-in/serve.ts';
import { latestOf, type Account } from './account.ts';
import { invalidFields, notFound, ok, unsupportedMediaType } from './answers.ts';
import { paintPng, readPngSize } from './png.ts';
import type { AccountRequest } from './request.ts';
import { colourOf } from './sample-media.ts';
import { viewLatest } from './view.ts';

const maxMegabytes = 10;

const allowedTypes =
  'image/gif image/png image/jpeg image/bmp image/webp image/svg+xml image/x-icon text/plain audio/mpeg audio/ogg audio/wav video/webm video/ogg video/mp4 application/pdf application/json'.split(
    ' ',
  );

/** `POST /api/media`: a form with the file, its `type`, and `save=1` to keep it as an object. */
export async function upload(request: AccountRequest): Promise<StandInResponse> {
  const contentType = request.headers['content-type'] ?? '';
  if (!contentType.startsWith('multipart/form-data')) throw unsupportedMediaType();
  const form = await new Response(new Uint8Array(request.body), {
    headers: { 'content-type': contentType },
  })
    .formData()
    .catch(() => undefined);
  const file = form?.get('file');
  const type = form?.get('type');
  if (!(file instanceof Blob)) throw invalidFields({ file: ['The property file is required'] });
  if (type !== 'image' && type !== 'file') {
    throw invalidFields({ type: ['The value does not match possible options'] });
  }
  const problems = findProblems(file);
  if (problems.length > 0) throw invalidFields({ file: problems });

  const { account } = request;
  const id = `_media-${randomUUID()}`;
  const bytes = Buffer.from(await file.arrayBuffer());
  account.files.set(id, { bytes, mimeType: file.type });
  const fields = describe(id, file, type, bytes);
  if (form?.get('save') !== '1') return ok({ id, ...fields });
  const object = account.save('_media', id, fields);
  request.announce('Create', object);
  return ok(viewLatest(object, account));
}

function describe(id: string, file: File, type: string, bytes: Buffer) {
  const extension = extname(file.name).slice(1) || 'bin';
  return {
    fileName: file.name,
    mimeType: file.type,
    size: file.size,
    ...readPngSize(bytes),
    url: `/image/0x0/${id}.${extension}`,
    externalId: '',
    source: 'disk',
    extension,
    type,
    tags: [],
    variants: [],
  };
}

function findProblems(file: File): string[] {
  const problems: string[] = [];
  const mimeType = file.type.split(';')[0] ?? '';
  if (!allowedTypes.includes(mimeType)) {
    const list = allowedTypes.map((type) => `"${type}"`).join(', ');
    problems.push(
      `The mime type of the file is invalid ("${mimeType}"). Allowed mime types are ${list}.`,
    );
  }
  const megabytes = file.size / 2 ** 20;
  if (megabytes > maxMegabytes) {
    problems.push(
      `The file is too large (${megabytes.toFixed(2)} MB). Allowed maximum size is ${maxMegabytes} MB.`,
    );
  }
  return problems;
}

/**
 * `GET /image/{WxH}/{id}.{ext}` or `.../{id}/{fileName}`, open to all. Sample pictures are painted
 * in the size asked for; uploaded files come back as they are.
 */
export function serveImage(segments: readonly string[], accounts: Iterable<Account>) {
  const [size = '', key = '', fileName] = segments;
  const [, width, height] = /^(\d{1,4})x(\d{1,4})$/.exec(size) ?? [];
  if (width === undefined || height === undefined) throw notFound();
  const id = fileName === undefined ? key.slice(0, key.length - extname(key).length) : key;
  for (const account of accounts) {
    const file = account.files.get(id);
    if (file) return picture(file.bytes, file.mimeType);
    const object = account.find('_media', id);
    if (object) return paint(id, latestOf(object).fields, Number(width), Number(height));
  }
  throw notFound();
}

function paint(id: string, fields: Record<string, unknown>, width: number, height: number) {
  const original = { width: Number(fields.width ?? 1), height: Number(fields.height ?? 1) };
  const ratio = original.width / original.height;
  const size = {
    width: width || Math.round(height * ratio) || original.width,
    height: height || Math.round(width / ratio) || original.height,
  };
  return picture(paintPng(size.width, size.height, colourOf(id)), 'image/png');
}

function picture(bytes: Buffer, mimeType: string): StandInResponse {
  return { status: 200, headers: { 'content-type': mimeType }, body: bytes };
}
