import { GraphQLError, type ASTVisitor, type ValidationContext } from 'graphql';
import { GatewayError } from '../../errors.ts';

/** Refuses questions about the graph itself; `__typename` stays, for clients' caches live by it. */
export function noIntrospection(context: ValidationContext): ASTVisitor {
  return {
    Field({ name: { value: name } }) {
      if (name !== '__schema' && name !== '__type') return undefined;
      const error = new GatewayError('INTROSPECTION_DISABLED', {
        detail: `this gateway does not describe its graph, so ${name} may not be asked; read schema.graphql, or set TREFOIL_INTROSPECTION=on`,
      });
      context.reportError(new GraphQLError(error.message, { originalError: error }));
      return false;
    },
  };
}
