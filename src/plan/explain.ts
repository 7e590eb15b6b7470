import type { CollectedField } from './collect.ts';
import type { LinkUnits } from './link-unit.ts';
import type { Plan } from './plan.ts';

/** A plan as people read it: what is asked of whom, and what has to be known first. */
export interface ExplainedPlan {
  /** One after another; what is in a stage starts together. */
  stages: ExplainedFetch[][];
}

export interface ExplainedFetch {
  /** Absent where the gateway itself answers. */
  source?: string;
  contract?: string;
  /** What of the answer it fills: response keys, or the field that leads here. */
  fills: string[];
  /** A request's text, or a method and path template. */
  sends: string;
  /** For a link: `listBlogpost where siteSlug is slug`. */
  by?: string;
}

export function explainPlan({ stages, units }: Plan): ExplainedPlan {
  const fetches = stages.map((stage) =>
    stage.map(({ keys, describe }): ExplainedFetch => ({ ...describe, fills: [...keys] })),
  );
  return { stages: units ? [...fetches, ...explainLinks(units)] : fetches };
}

function explainLinks(units: LinkUnits): ExplainedFetch[][] {
  const stages: ExplainedFetch[][] = [];
  for (const [field, { link, contract, label, selectionText }] of units) {
    const isGraphql = contract.kind === 'graphql';
    const { parentType, name } = field;
    (stages[depthOf(field, units)] ??= []).push({
      source: contract.source,
      contract: contract.name,
      fills: [`${parentType.name}.${name}`],
      sends: isGraphql ? `${link.to}(${link.keyPath.join('.')}: …) ${selectionText}` : label,
      by: `${link.to} where ${link.match} is ${link.is.join('.')}`,
    });
  }
  return stages;
}

/** How many links are above a link. */
function depthOf(field: CollectedField, units: LinkUnits): number {
  for (const [above] of units) {
    if (above !== field && isBelow(field, above))
      return depthOf(above, withoutLink(units, field)) + 1;
  }
  return 0;
}

function isBelow(field: CollectedField, above: CollectedField): boolean {
  return [...(above.selection?.values() ?? [])].some((fields) =>
    fields.some((own) => own === field || (!own.linked && isBelow(field, own))),
  );
}

function withoutLink(units: LinkUnits, field: CollectedField): LinkUnits {
  return new Map([...units].filter(([other]) => other !== field));
}

/** The plan as a tree of text. */
export function printPlan({ stages }: ExplainedPlan): string {
  return stages
    .map((stage, index) => {
      const head = index === 0 ? 'at once' : index === 1 ? 'then' : `then (${index + 1})`;
      return [head, ...stage.map(printFetch)].join('\n');
    })
    .join('\n');
}

function printFetch({
  source = 'the gateway',
  contract = source,
  fills,
  sends,
  by,
}: ExplainedFetch): string {
  const name = contract === source ? source : `${source} (${contract})`;
  const lines = [
    `  ${name} -> ${fills.join(', ')}`,
    ...(by ? [`    by    ${by}`] : []),
    `    sends ${sends}`,
  ];
  return lines.join('\n');
}
