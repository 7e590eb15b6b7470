import {
  GraphQLSchema,
  OperationTypeNode,
  isIntrospectionType,
  isSpecifiedScalarType,
  specifiedDirectives,
} from 'graphql';
import { GatewayError } from '../errors.ts';
import { printRemedy, type Clash } from './collision-remedy.ts';
import type { Prepared } from './prepare.ts';

/**
 * Two contracts that claim one root field or one type stop the composing; nothing is merged silently.
 * All that two contracts share is one complaint, with one line that settles it.
 */
export function refuseCollisions(
  schemas: Record<string, GraphQLSchema>,
  prepared: readonly Prepared[],
): void {
  const clashes = new Map<string, Clash & { first: string }>();
  const owners = new Map<string, string>();
  for (const contract of prepared) {
    const { name } = contract.meshSource;
    for (const claim of claims(schemas[name]!)) {
      const key = `${claim.root ?? ''}.${claim.name}`;
      const first = owners.get(key);
      if (first === undefined) {
        owners.set(key, name);
        continue;
      }
      const group = `${first} ${name} ${claim.root}`;
      const clash = clashes.get(group) ?? { first, contract, root: claim.root, names: [] };
      clashes.set(group, { ...clash, names: [...clash.names, claim.name] });
    }
  }
  if (clashes.size === 0) return;
  const detail = [...clashes.values()]
    .map(
      (clash) =>
        `${describe(clash)} claimed by ${clash.first} and ${clash.contract.meshSource.name}; ${printRemedy(clash)}`,
    )
    .join('\n');
  throw new GatewayError('CONTRACT_INVALID', { detail });
}

interface Claim {
  /** Undefined for a type. */
  root: string | undefined;
  name: string;
}

/** What a contract brings into the graph: its root fields, and the types that they lead to. */
function claims(schema: GraphQLSchema): Claim[] {
  const roots = Object.values(OperationTypeNode).flatMap((kind) => schema.getRootType(kind) ?? []);
  const rootNames = new Set(roots.map(({ name }) => name));
  const reachable = new GraphQLSchema({
    query: schema.getQueryType(),
    mutation: schema.getMutationType(),
    subscription: schema.getSubscriptionType(),
    directives: specifiedDirectives,
  });
  const types = Object.values(reachable.getTypeMap()).filter(
    (type) =>
      !isIntrospectionType(type) && !isSpecifiedScalarType(type) && !rootNames.has(type.name),
  );
  const fields = roots.flatMap((root) =>
    Object.keys(root.getFields()).map((name) => ({ root: root.name, name })),
  );
  return [...fields, ...types.map(({ name }) => ({ root: undefined, name }))];
}

function describe({ root, names }: Clash): string {
  const full = names.map((name) => (root ? `${root}.${name}` : name));
  const kind = root ? 'root field' : 'type';
  if (full.length === 1) return `${kind} ${full[0]} is`;
  const shown = full.slice(0, 3).join(', ');
  const rest = full.length > 3 ? ` and ${full.length - 3} more` : '';
  return `${kind}s ${shown}${rest} are`;
}
