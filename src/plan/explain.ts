import { Kind, print, type ArgumentNode, type ObjectFieldNode } from 'graphql';
import type { CollectedField } from './collect.ts';
import type { NotPlanned } from './compile.ts';
import {
  lastStage,
  type ExplainedCall,
  type ExplainedFetch,
  type ExplainedPlan,
} from './explained.ts';
import type { LinkUnit } from './link-unit.ts';
import type { Plan } from './plan.ts';

/** What was asked in a run, by the fetch or the link that asked it. */
export type CallsOf = (asked: object) => ExplainedCall[];

export function explainPlan(plan: Plan, callsOf?: CallsOf): ExplainedPlan {
  let stage = 1;
  const fetches = plan.stages.flatMap((fetches) => {
    const start = stage;
    const explained = fetches.map(({ keys, describe }): ExplainedFetch => {
      const fields = plan.fields.filter(({ key }) => keys.includes(key));
      const below = explainLinks(fields, '', start + 1);
      return {
        stage: start,
        ...describe,
        fills: [...keys],
        ...run(describe),
        ...(below.length > 0 ? { links: below } : {}),
      };
    });
    stage = Math.max(...explained.map(lastStage)) + 1;
    return explained;
  });
  return { executor: 'plan', fetches };

  function explainLinks(
    fields: readonly CollectedField[],
    above: string,
    at: number,
  ): ExplainedFetch[] {
    return fields.flatMap((field) => {
      const path = `${above}${field.key}`;
      const below = [...(field.selection?.values() ?? [])].flat();
      const unit = plan.units?.get(field);
      if (!unit) return explainLinks(below, `${path}.`, at);
      const links = explainLinks(below, `${path}.`, at + 1);
      return [
        {
          stage: at,
          ...describeLink(unit),
          fills: [path],
          ...run(unit),
          ...(links.length > 0 ? { links } : {}),
        },
      ];
    });
  }

  function run(asked: object): { calls?: ExplainedCall[] } {
    return callsOf ? { calls: callsOf(asked) } : {};
  }
}

/** What is known of an operation that has no plan. */
export function explainNotPlanned({ reason, rootFields }: NotPlanned): ExplainedPlan {
  const contracts = new Map(rootFields.map(({ contract, source }) => [contract, source]));
  const fetches = [...contracts].map(([contract, source]) => ({
    source,
    contract,
    fills: rootFields.filter((root) => root.contract === contract).map(({ field }) => field),
  }));
  return { executor: 'mesh', reason, fetches };
}

function describeLink(unit: LinkUnit): Omit<ExplainedFetch, 'fills'> {
  const { link, contract, label } = unit;
  return {
    source: contract.source,
    contract: contract.name,
    by: `${link.to} where ${link.match} is ${link.is.join('.')}`,
    sends: contract.kind === 'graphql' ? printLink(unit) : label,
  };
}

/** As the request would be for this link alone: links of one stage into one contract share theirs. */
function printLink({ link, contract, field, selectionText }: LinkUnit): string {
  const { arguments: own = [] } = field.nodes[0];
  const args = printKeyed(own, link.keyPath, link.mode === 'each' ? '$key' : '$keys');
  const name = contract.names.fields[`Query.${link.to}`] ?? link.to;
  return `{ ${name}(${args.join(', ')}) ${selectionText} }`;
}

/** The client's arguments, with the keys in their place. */
function printKeyed(
  own: readonly (ArgumentNode | ObjectFieldNode)[],
  [first = '', ...rest]: readonly string[],
  keys: string,
): string[] {
  const others = own.filter(({ name }) => name.value !== first);
  const held = own.find((node) => !others.includes(node))?.value;
  const fields = held?.kind === Kind.OBJECT ? held.fields : [];
  const value = rest.length === 0 ? keys : `{ ${printKeyed(fields, rest, keys).join(', ')} }`;
  return [...others.map((node) => print(node)), `${first}: ${value}`];
}
