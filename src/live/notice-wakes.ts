import { OperationTypeNode, type GraphQLSchema } from 'graphql';
import { compileEvent } from './compile-subscription.ts';
import type { LiveFields } from './describe-live.ts';
import type { Live } from './live.ts';
import type { Watches } from './watches.ts';

/** After a mutation that started something, whoever watches looks soon. */
export function noticeWakes(
  schema: GraphQLSchema,
  fields: LiveFields,
  watches: Watches,
): Live['ran'] {
  return function ran({ text, node }, variables, { data }) {
    if (node.operation !== OperationTypeNode.MUTATION || watches.size === 0 || !data) return;
    for (const key of Object.keys(data)) {
      if (data[key] === null) continue;
      const asked = { document: text.document!, node, variables, key };
      const { name = '', args = {} } = compileEvent(schema, asked, () => '') ?? {};
      const wake = fields.wakes.get(name);
      if (wake) watches.wake(wake.watch, wake.keyOf(args));
    }
  };
}
