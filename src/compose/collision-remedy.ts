import type { Prepared } from './prepare.ts';

/** Names that a contract shares with an earlier one. */
export interface Clash {
  /** The later one, whose names have to change. */
  contract: Prepared;
  /** Undefined for types. */
  root: string | undefined;
  names: readonly string[];
}

/** More than these, and all of a kind are renamed rather than each by name. */
const NAMED_ONE_BY_ONE = 5;

/** What to write, and where, so that a clash is over. */
export function printRemedy(clash: Clash): string {
  const { name, transforms = [] } = clash.contract.meshSource;
  const rename = `rename: { renames: [${clash.root ? renameFields(clash, name) : renameTypes(clash, name)}] }`;
  return transforms.length > 0
    ? `add to the end of the transforms of ${name} in .meshrc.yaml: - ${rename}`
    : `add to the source ${name} in .meshrc.yaml: transforms: [{ ${rename} }]`;
}

function renameFields({ root, names }: Clash, contract: string): string {
  const [only] = names;
  if (names.length === 1) {
    return `{ from: { type: ${root}, field: ${only} }, to: { type: ${root}, field: ${contract}_${only} } }`;
  }
  const which = names.length > NAMED_ONE_BY_ONE ? '.+' : names.join('|');
  return `{ from: { type: ${root}, field: '^(${which})$' }, to: { type: ${root}, field: '${contract}_$1' }, useRegExpForFields: true }`;
}

function renameTypes({ contract, names }: Clash, contractName: string): string {
  const { title, name } = contract.source;
  const part = contractName
    .slice(name.length)
    .replace(/_+(\w?)/g, (_, letter: string) => letter.toUpperCase());
  const isPrefixed = names.every((type) => type.startsWith(title));
  if (!isPrefixed) return renameAll(`^(?!${title}|Query$|Mutation$)(.+)$`, `${title}$1`);
  if (part) return renameAll(`^${title}(?!${part})(.+)$`, `${title}${part}$1`);
  return renameAll(`^(${names.join('|')})$`, '$1_');
}

function renameAll(from: string, to: string): string {
  return `{ from: { type: '${from}' }, to: { type: '${to}' }, useRegExpForTypes: true, includeDefaults: true }`;
}
