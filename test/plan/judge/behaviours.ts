import { getNamedType, getNullableType, isLeafType, isListType, type GraphQLSchema } from 'graphql';
import { MISSING, WorldFault, WorldObject, type World } from './world.ts';

export const behaviours = [
  'a value',
  'null',
  'an error',
  'an error below the null',
  'a missing field',
  'a leaf of another type',
  'something else than a list',
  'something else than an object',
  'a type that nobody knows',
  'the mood: well',
  'the mood: dead',
  'the mood: mute',
  'the mood: lost',
  'the mood: warning',
] as const;

/** How the sources of a world behave at a place for every field of a schema's objects. */
export function* behavioursOf(world: World, schema: GraphQLSchema): Iterable<string> {
  yield `the mood: ${world.mood('zoo')}`;
  const types = Object.values(schema.getTypeMap()).filter(({ name }) => !name.startsWith('__'));
  for (const type of types) {
    if (!('getInterfaces' in type)) continue;
    for (const field of Object.values(type.getFields())) {
      const value = world.value(schema, field.type, `${type.name}/${field.name}`);
      yield behaviourOf(field.type, value);
    }
  }
}

function behaviourOf(type: Parameters<typeof getNullableType>[0], value: unknown): string {
  if (value === null) return 'null';
  if (value === MISSING) return 'a missing field';
  if (value instanceof WorldFault) {
    return value.deeper.length > 0 ? 'an error below the null' : 'an error';
  }
  const nullable = getNullableType(type);
  if (isListType(nullable)) return Array.isArray(value) ? 'a value' : 'something else than a list';
  if (!isLeafType(getNamedType(nullable))) {
    if (!(value instanceof WorldObject)) return 'something else than an object';
    return value.says === value.type.name ? 'a value' : 'a type that nobody knows';
  }
  const isOther = typeof value === 'object' || value === 'nonsense';
  return isOther ? 'a leaf of another type' : 'a value';
}
