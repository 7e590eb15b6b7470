import { getNamedType, isInputObjectType, type GraphQLArgument } from 'graphql';

/** A key as an argument has it; undefined for one that the argument cannot be, so that nothing has it. */
export type ReadKey = (key: string) => string | number | boolean | undefined;

/** Keys are told apart by their text; what takes them may want numbers. */
export function createKeyReader(
  { args }: { args: readonly GraphQLArgument[] },
  [first, ...below]: readonly string[],
): ReadKey {
  let type = getNamedType(args.find(({ name }) => name === first)?.type);
  for (const name of below) {
    type = isInputObjectType(type) ? getNamedType(type.getFields()[name]?.type) : undefined;
  }
  return readers[type?.name ?? ''] ?? ((key) => key);
}

const readers: Record<string, ReadKey> = {
  Int: (key) => readNumber(key, (number) => number === (number | 0)),
  Float: (key) => readNumber(key, Number.isFinite),
  Boolean: (key) => ({ true: true, false: false })[key],
};

function readNumber(key: string, isOne: (number: number) => boolean): number | undefined {
  const number = Number(key);
  return key.trim() !== '' && isOne(number) ? number : undefined;
}
