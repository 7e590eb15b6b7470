import { buildSchema } from 'graphql';
import { answerGraphql } from '../../sources/stand-in/graphql.ts';
import { serveStandIn, type StandIn } from '../../sources/stand-in/serve.ts';

/**
 * Serves a printed space: every find answers one entity that is named after its field, every
 * mutation says what it was told. Fibery itself decides names by types, so the schema is enforced.
 */
export function serveSpaces(spaces: Record<string, string>): Promise<StandIn> {
  const schemas = new Map(
    Object.entries(spaces).map(([name, sdl]) => [`/api/graphql/space/${name}`, buildSchema(sdl)]),
  );
  return serveStandIn({
    respond(request) {
      const schema = schemas.get(request.path);
      if (!schema)
        return { status: 404, headers: { 'content-type': 'text/plain' }, body: 'Not Found' };
      const space = request.path.split('/').at(-1);
      const rootValue = new Proxy(
        {},
        {
          get: (_, field) => (args: Record<string, unknown>) =>
            answerField(String(field), args, space!),
        },
      );
      return answerGraphql(request, { schema, rootValue });
    },
  });
}

function answerField(field: string, args: Record<string, unknown>, space: string): unknown {
  if (field === 'me') return { email: `me@${space}.example` };
  if (field.startsWith('find')) {
    return [{ id: '1', name: `${field} ${JSON.stringify(args)}`, createdBy: { email: space } }];
  }
  const create = ({ name }: { name?: string }) => ({
    message: `${field} created ${name}`,
    entities: [{ id: '2', type: field }],
  });
  return { create };
}
