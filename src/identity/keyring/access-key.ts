import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

const prefix = 'trf_';
const shape = /^trf_[A-Za-z0-9_-]{43}$/;

/** What a caller presents in place of vendor credentials. Made once, shown once, kept as a digest. */
export function createAccessKey(): { accessKey: string; id: string; digest: string } {
  const accessKey = prefix + randomBytes(32).toString('base64url');
  return { accessKey, id: randomBytes(4).toString('hex'), digest: digestAccessKey(accessKey) };
}

export const looksLikeAccessKey = (text: string): boolean => text.startsWith(prefix);
export const isAccessKey = (text: string): boolean => shape.test(text);

/** A plain hash is enough: 256 random bits cannot be guessed, so there is nothing to slow down. */
export function digestAccessKey(accessKey: string): string {
  return createHash('sha256').update(accessKey).digest('hex');
}

/** Compares with every candidate to the end, so that the time taken says nothing about any of them. */
export function findByDigest<T extends { digest: string }>(
  candidates: Iterable<T>,
  accessKey: string,
): T | undefined {
  const presented = Buffer.from(digestAccessKey(accessKey), 'hex');
  let found: T | undefined;
  for (const candidate of candidates) {
    if (timingSafeEqual(Buffer.from(candidate.digest, 'hex'), presented)) found = candidate;
  }
  return found;
}
