import type { Source } from '../source.ts';
import { isCleanValue, isFreeName } from '../transport/guard.ts';
import { handlerConfig, type MeshSource } from './read-meshrc.ts';

/**
 * What is wrong with the headers of a block: a contract's credential must go out in the header that
 * its source reads, as it comes and alone. Anything else would send it nowhere, or to a log.
 */
export function findHeaderFaults(meshSource: MeshSource, source: Source): string[] {
  const { name } = meshSource;
  // Not yet what its type says: a file that is being edited may have names without values.
  const operationHeaders: Record<string, unknown> =
    handlerConfig(meshSource).operationHeaders ?? {};
  const wanted = `{context.auth.${name}}`;
  const taken = source.credentials
    .filter(({ contract }) => contract === undefined || contract === name)
    .map(({ upstreamHeader }) => upstreamHeader.toLowerCase());
  const remedy = `write \`${taken[0]}: '${wanted}'\` below operationHeaders`;

  const faults = Object.entries(operationHeaders).flatMap(([header, value]) => {
    const isCredential = value === wanted;
    const where = `\`operationHeaders.${header}\``;
    const isTaken = taken.includes(header.toLowerCase());
    if (isCredential && isTaken) return [];
    if (isCredential) {
      return [
        `${where} carries the credential, and ${source.title} reads ${taken.join(' or ')}; ${remedy}`,
      ];
    }
    if (typeof value !== 'string' || value.includes('{') || isTaken) {
      return [`${where} may be \`${wanted}\` or a fixed text; ${remedy}`];
    }
    const isSendable = isFreeName(header.toLowerCase()) && isCleanValue(value);
    return isSendable ? [] : [`${where} is no header that a call may carry; leave it out`];
  });
  if (faults.length > 0) return faults;
  const isWired = Object.values(operationHeaders).includes(wanted);
  return isWired ? [] : [`no header carries the credential of "${name}"; ${remedy}`];
}
