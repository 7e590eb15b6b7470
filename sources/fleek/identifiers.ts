import { createHash } from 'node:crypto';

const BASE58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';

/** A well-formed CID (version 0) of the text: equal files have equal addresses, as on IPFS. */
export function cidOf(text: string): string {
  const digest = createHash('sha256').update(text).digest('hex');
  let rest = BigInt(`0x1220${digest}`);
  let cid = '';
  for (; rest > 0n; rest /= 58n) cid = BASE58[Number(rest % 58n)] + cid;
  return cid;
}

/** An id that looks random and is the same at every start. */
export function idOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*/, '$1-$2-$3-$4-$5');
}

export function commitHashOf(text: string): string {
  return createHash('sha1').update(text).digest('hex');
}

/** A number from 0 to `below - 1` that varies with the text. */
export function spread(text: string, below: number): number {
  return createHash('sha256').update(text).digest().readUInt32BE() % below;
}
