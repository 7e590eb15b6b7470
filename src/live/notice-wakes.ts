import { OperationTypeNode, type GraphQLSchema } from 'graphql';
import { compileEvent } from './compile-subscription.ts';
import type { LiveFields } from './describe-live.ts';
import type { Live } from './live.ts';
import type { News } from './workers.ts';

/** After a mutation that started something, whoever watches looks soon. */
export function noticeWakes(
  schema: GraphQLSchema,
  fields: LiveFields,
  tell: (news: News) => void,
): Live['ran'] {
  return function ran({ text, node }, variables, { data }) {
    if (node.operation !== OperationTypeNode.MUTATION || !data || fields.wakes.size === 0) return;
    for (const key of Object.keys(data)) {
      if (data[key] === null) continue;
      const asked = { document: text.document!, node, variables, key };
      const { name = '', args = {} } = compileEvent(schema, asked, () => '') ?? {};
      const wake = fields.wakes.get(name);
      if (wake) tell({ kind: 'wake', watch: wake.watch, key: wake.keyOf(args) });
    }
  };
}
