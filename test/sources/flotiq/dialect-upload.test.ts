import { describe, expect, it } from 'vitest';
import { encodeUpload, type UploadOptions } from '../../../sources/flotiq/dialect/upload.ts';

const env = { FLOTIQ_UPLOAD_ORIGINS: 'https://pictures.example, https://cdn.example:8443' };

function serving(respond: () => Response) {
  const asked: [string, RequestInit | undefined][] = [];
  const fetch = ((url: URL, init?: RequestInit) => {
    asked.push([String(url), init]);
    return Promise.resolve(respond());
  }) as unknown as typeof globalThis.fetch;
  return { asked, options: { env, fetch } satisfies UploadOptions };
}

const picture = () => new Response('bytes', { headers: { 'content-type': 'image/png; x=1' } });

describe('content in base64', () => {
  const file = {
    base64: Buffer.from('hello').toString('base64'),
    fileName: 'a.png',
    mimeType: 'image/png',
  };

  it('becomes a form that keeps the file', async () => {
    const form = await encodeUpload(file);
    const sent = form.get('file') as File;
    expect([sent.name, sent.type, await sent.text()]).toEqual(['a.png', 'image/png', 'hello']);
    expect([form.get('type'), form.get('save')]).toEqual(['image', '1']);
    const other = await encodeUpload({ ...file, mimeType: 'text/plain' });
    expect(other.get('type')).toBe('file');
  });

  it.each([
    [{ ...file, base64: 'not base64!' }, /no base64/],
    [{ ...file, fileName: null }, /fileName and a mimeType/],
    [{ ...file, url: 'https://pictures.example/a' }, /either base64 or url/],
    [{}, /either base64 or url/],
    [{ ...file, base64: Buffer.alloc(10 * 2 ** 20 + 1).toString('base64') }, /larger than 10 MB/],
  ])('is refused when it is wrong (%#)', async (input, message) => {
    await expect(encodeUpload(input)).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      message: expect.stringMatching(message),
    });
  });
});

describe('an address', () => {
  it('is copied when the operator has named its origin', async () => {
    const { asked, options } = serving(picture);
    const form = await encodeUpload({ url: 'https://pictures.example/a/b.png?x=1' }, options);
    const sent = form.get('file') as File;
    expect([sent.name, sent.type, await sent.text()]).toEqual(['b.png', 'image/png', 'bytes']);
    expect(asked.map(([url, init]) => [url, init?.redirect])).toEqual([
      ['https://pictures.example/a/b.png?x=1', 'error'],
    ]);
  });

  it.each([
    'https://other.example/a.png',
    'http://pictures.example/a.png',
    'https://pictures.example:444/a.png',
    'https://user:word@pictures.example/a.png',
    'https://pictures.example.evil.example/a.png',
    'http://127.0.0.1:4101/graphql',
    'http://169.254.169.254/latest/meta-data',
    'file:///etc/passwd',
    'data:text/plain,hello',
    '//pictures.example/a.png',
    'no address',
  ])('is never asked otherwise: %s', async (url) => {
    const { asked, options } = serving(picture);
    await expect(encodeUpload({ url }, options)).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      message: expect.stringContaining('FLOTIQ_UPLOAD_ORIGINS'),
    });
    expect(asked).toEqual([]);
  });

  it('is never asked when no origin is named', async () => {
    const { asked, options } = serving(picture);
    const url = 'https://pictures.example/a.png';
    await expect(encodeUpload({ url }, { ...options, env: {} })).rejects.toThrow('base64 instead');
    expect(asked).toEqual([]);
  });

  it('is left when it fails or does not end', async () => {
    const failing = serving(() => new Response('', { status: 404 }));
    const url = 'https://pictures.example/a.png';
    await expect(encodeUpload({ url }, failing.options)).rejects.toThrow('answers 404');

    let chunks = 0;
    const endless = serving(
      () =>
        new Response(
          new ReadableStream({
            pull(controller) {
              chunks += 1;
              controller.enqueue(new Uint8Array(2 ** 20));
            },
          }),
        ),
    );
    await expect(encodeUpload({ url }, endless.options)).rejects.toThrow('larger than 10 MB');
    expect(chunks).toBeLessThan(20);
  });
});
