import { expect, it } from 'vitest';
import { sandboxReadWriteKey } from '../../../sources/flotiq/stand-in.ts';
import { paintPng, readPngSize } from '../../../sources/flotiq/stand-in/png.ts';
import { openStandIn } from './open-stand-in.ts';

const headers = { 'X-AUTH-TOKEN': sandboxReadWriteKey };

async function upload(
  origin: string,
  file: Blob,
  fields: Record<string, string>,
  name = 'dot.png',
) {
  const form = new FormData();
  form.set('file', file, name);
  for (const [field, value] of Object.entries(fields)) form.set(field, value);
  return fetch(`${origin}/api/media`, { method: 'POST', headers, body: form });
}

it('keeps an uploaded file as an object, byte for byte', async () => {
  await using flotiq = await openStandIn();
  const bytes = paintPng(3, 2, [200, 30, 30]);
  const file = new Blob([new Uint8Array(bytes)], { type: 'image/png' });
  const answer = await upload(flotiq.origin, file, { type: 'image', save: '1' });
  const media = (await answer.json()) as Record<string, any>;
  expect(media).toMatchObject({
    fileName: 'dot.png',
    mimeType: 'image/png',
    size: bytes.length,
    width: 3,
    height: 2,
    extension: 'png',
    internal: { contentType: '_media' },
  });
  const stored = await flotiq.writer.get(`/api/v1/content/_media/${media.id}`);
  expect(stored.body).toEqual(media);
  const image = await fetch(flotiq.origin + media.url);
  expect(image.headers.get('content-type')).toBe('image/png');
  expect(Buffer.from(await image.arrayBuffer()).equals(bytes)).toBe(true);
});

it('keeps no object unless told to', async () => {
  await using flotiq = await openStandIn();
  const file = new Blob(['a'], { type: 'text/plain' });
  const answer = await upload(flotiq.origin, file, { type: 'file' }, 'a.txt');
  const { id, internal } = (await answer.json()) as Record<string, any>;
  expect(internal).toBe(undefined);
  expect((await flotiq.writer.get(`/api/v1/content/_media/${id}`)).status).toBe(404);
});

it('refuses a type of file it does not know, and a form without a file', async () => {
  await using flotiq = await openStandIn();
  const zip = new Blob(['PK'], { type: 'application/gzip' });
  const refused = await upload(flotiq.origin, zip, { type: 'file' }, 'a.gz');
  expect(refused.status).toBe(400);
  const { file } = (await refused.json()) as { file: string[] };
  expect(file[0]).toMatch(/^The mime type of the file is invalid \("application\/gzip"\)/);
  const empty = new FormData();
  empty.set('type', 'file');
  const answer = await fetch(`${flotiq.origin}/api/media`, {
    method: 'POST',
    headers,
    body: empty,
  });
  expect(answer.status).toBe(400);
  const json = await flotiq.writer.post('/api/media', {});
  expect(json.status).toBe(415);
});

it('refuses a file of more than ten megabytes', async () => {
  await using flotiq = await openStandIn();
  const file = new Blob([new Uint8Array(11 * 2 ** 20)], { type: 'image/png' });
  const refused = await upload(flotiq.origin, file, { type: 'image' });
  expect(await refused.json()).toEqual({
    file: ['The file is too large (11.00 MB). Allowed maximum size is 10 MB.'],
  });
});

it.each([
  ['0x0', 1200, 800],
  ['300x0', 300, 200],
  ['0x100', 150, 100],
  ['64x64', 64, 64],
])('serves a sample picture to anyone, in the size asked for: %s', async (size, width, height) => {
  await using flotiq = await openStandIn();
  for (const path of ['_media-2.png', '_media-2/workshop.png']) {
    const image = await fetch(`${flotiq.origin}/image/${size}/${path}`);
    expect(image.headers.get('content-type')).toBe('image/png');
    expect(readPngSize(Buffer.from(await image.arrayBuffer()))).toEqual({ width, height });
  }
});

it('serves the sample file that is no picture, and the true size of every sample', async () => {
  await using flotiq = await openStandIn();
  const { body } = await flotiq.writer.get('/api/v1/content/_media');
  expect(body.total_count).toBe(6);
  for (const { url, size, mimeType } of body.data) {
    const file = await fetch(flotiq.origin + url);
    expect(file.headers.get('content-type')).toBe(mimeType);
    expect((await file.arrayBuffer()).byteLength).toBe(size);
  }
});
