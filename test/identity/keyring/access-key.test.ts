import * as crypto from 'node:crypto';
import { expect, it, vi } from 'vitest';
import {
  createAccessKey,
  findByDigest,
  isAccessKey,
} from '../../../src/identity/keyring/access-key.ts';

vi.mock('node:crypto', async (importOriginal) => {
  const original = await importOriginal<typeof crypto>();
  return { ...original, timingSafeEqual: vi.fn(original.timingSafeEqual) };
});

it('makes keys that are long, alone and not in what is stored of them', () => {
  const [one, other] = [createAccessKey(), createAccessKey()];
  expect(one.accessKey).toMatch(/^trf_[\w-]{43}$/);
  expect(isAccessKey(one.accessKey)).toBe(true);
  expect(one.accessKey).not.toBe(other.accessKey);
  const { accessKey, ...stored } = one;
  expect(JSON.stringify(stored)).not.toContain(accessKey.slice(4));
});

it('compares with every stored key in constant time, found or not', () => {
  const keys = Array.from({ length: 5 }, createAccessKey);
  const compare = vi.mocked(crypto.timingSafeEqual);
  for (const { accessKey, id } of keys) {
    compare.mockClear();
    expect(findByDigest(keys, accessKey)?.id).toBe(id);
    expect(compare).toHaveBeenCalledTimes(5);
  }
  compare.mockClear();
  expect(findByDigest(keys, createAccessKey().accessKey)).toBeUndefined();
  expect(compare).toHaveBeenCalledTimes(5);
});
