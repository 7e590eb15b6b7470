import type { IResolvers } from '@graphql-tools/utils';
import { GraphQLError, Kind, type GraphQLResolveInfo } from 'graphql';
import type { OperationContext } from '../operation-context.ts';
import type { UpstreamError } from '../transport/call-source.ts';
import { Completed, type LocalResolver } from './local-fetch.ts';
import { asResolvable } from './mesh-values.ts';

/** What a failure becomes, so that Mesh's executor brings it back whole. */
export type Refer<T> = (failure: Error, context: T) => UpstreamError;

/** Root fields that the gateway answers by itself, for Mesh's executor. */
export function createLocalResolvers<T extends { operation: OperationContext }>(
  local: Readonly<Record<string, LocalResolver>>,
  refer: Refer<T>,
): IResolvers {
  const resolvers: Record<string, Record<string, unknown>> = {};
  for (const [name, resolve] of Object.entries(local)) {
    const [typeName = '', fieldName = ''] = name.split('.');
    resolvers[typeName] = { ...resolvers[typeName], [fieldName]: { resolve: answer } };

    async function answer(
      _: unknown,
      args: Record<string, unknown>,
      context: T,
      info: GraphQLResolveInfo,
    ): Promise<unknown> {
      const { operation: node, fragments, variableValues: variables, path } = info;
      const definitions = [node, ...Object.values(fragments)];
      const document = { kind: Kind.DOCUMENT, definitions } as const;
      const asked = { document, node, key: String(path.key), variables };
      const answered = await resolve(args, context.operation, asked);
      if (!(answered instanceof Completed)) return answered;
      const { value, errors } = answered;
      const located = errors.map(({ path: place, error }) => {
        const { message, extensions } = refer(error, context);
        return new GraphQLError(message, { path: [asked.key, ...place], extensions });
      });
      const resolvable = asResolvable({ [asked.key]: value }, located) as Record<string, unknown>;
      return resolvable[asked.key];
    }
  }
  return resolvers as IResolvers;
}
