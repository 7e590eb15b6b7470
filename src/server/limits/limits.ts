import {
  GraphQLError,
  Kind,
  type ASTVisitor,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type ValidationRule,
} from 'graphql';
import type { RequestLimits } from '../../config.ts';
import { GatewayError, type ErrorCode } from '../../errors.ts';
import type { SettingName } from '../../settings.ts';
import { countComparisons } from './comparisons.ts';
import { countCost, type Cost } from './cost.ts';
import { Measurer, type Measure } from './measure.ts';

export interface Limits {
  /** Throws LIMIT_CHARACTERS before a text is read. */
  checkText(text: string): void;
  /** Checked once per text, before GraphQL's own rules. */
  readonly rule: ValidationRule;
  /** Checked each time, for page sizes that are variables. Throws LIMIT_COST. */
  checkVariables(node: OperationDefinitionNode, variables: Readonly<Record<string, unknown>>): void;
  /** Says why a text was not read to its end. */
  explainSyntax(error: unknown): GraphQLError;
}

type Limited = keyof RequestLimits;

const limitsByName = {
  bodyBytes: {
    code: 'LIMIT_BODY_BYTES',
    name: 'body size',
    setting: 'TREFOIL_MAX_BODY_BYTES',
    unit: 'bytes',
  },
  batch: {
    code: 'LIMIT_BATCH',
    name: 'batch',
    setting: 'TREFOIL_MAX_BATCH',
    unit: 'operations',
  },
  characters: {
    code: 'LIMIT_CHARACTERS',
    name: 'characters',
    setting: 'TREFOIL_MAX_CHARACTERS',
    unit: 'characters',
  },
  tokens: {
    code: 'LIMIT_TOKENS',
    name: 'tokens',
    setting: 'TREFOIL_MAX_TOKENS',
    unit: 'tokens',
  },
  depth: { code: 'LIMIT_DEPTH', name: 'depth', setting: 'TREFOIL_MAX_DEPTH', unit: 'levels' },
  aliases: {
    code: 'LIMIT_ALIASES',
    name: 'aliases',
    setting: 'TREFOIL_MAX_ALIASES',
    unit: 'aliases or repeated fields',
  },
  directives: {
    code: 'LIMIT_DIRECTIVES',
    name: 'directives',
    setting: 'TREFOIL_MAX_DIRECTIVES',
    unit: 'directives',
  },
  rootFields: {
    code: 'LIMIT_ROOT_FIELDS',
    name: 'root fields',
    setting: 'TREFOIL_MAX_ROOT_FIELDS',
    unit: 'root fields',
  },
  cost: {
    code: 'LIMIT_COST',
    name: 'cost',
    setting: 'TREFOIL_MAX_COST',
    unit: 'values in the answer',
  },
  comparisons: {
    code: 'LIMIT_COMPARISONS',
    name: 'comparisons',
    setting: 'TREFOIL_MAX_COMPARISONS',
    unit: 'comparisons of fields and fragments that meet at one place',
  },
} as const satisfies Record<
  Limited,
  { code: ErrorCode; name: string; setting: SettingName; unit: string }
>;

/** Says which limit stopped a request, what it is, and which setting moves it. */
export function tooLarge(limit: Limited, maximum: number, found?: number): GatewayError {
  const { code, name, setting, unit } = limitsByName[limit];
  const has = found === undefined ? 'more than that' : String(found);
  return new GatewayError(code, {
    detail: `the limit for ${name} is ${maximum} ${unit}, and this has ${has}; ask for less, or have ${setting} raised`,
    facts: { limit: name, maximum, ...(found !== undefined && { found }), setting },
  });
}

export function createLimits(schema: GraphQLSchema, limits: RequestLimits): Limits {
  const openCosts = new WeakMap<OperationDefinitionNode, Cost>();

  function check(document: DocumentNode): GatewayError | undefined {
    const measurer = new Measurer(schema, document);
    for (const node of document.definitions) {
      if (node.kind !== Kind.OPERATION_DEFINITION && node.kind !== Kind.FRAGMENT_DEFINITION)
        continue;
      const measure = measurer.measure(node);
      const excess = findExcess(node, measure, limits);
      if (excess) return excess;
      if (node.kind !== Kind.OPERATION_DEFINITION) continue;
      if (typeof measure.cost === 'object') openCosts.set(node, measure.cost);
      else if (measure.cost > limits.cost) return tooLarge('cost', limits.cost, measure.cost);
    }
    const { comparisons: maximum, depth } = limits;
    const isWithin = countComparisons(document, { maximum, depth }) <= maximum;
    return isWithin ? undefined : tooLarge('comparisons', maximum);
  }

  return {
    checkText({ length }) {
      if (length > limits.characters) throw tooLarge('characters', limits.characters, length);
    },
    rule: (context): ASTVisitor => ({
      Document(document) {
        const excess = check(document);
        if (excess)
          context.reportError(new GraphQLError(excess.message, { originalError: excess }));
        return false;
      },
    }),
    checkVariables(node, variables) {
      const open = openCosts.get(node);
      if (open === undefined) return;
      const cost = countCost(open, variables);
      if (cost > limits.cost) throw tooLarge('cost', limits.cost, cost);
    },
    explainSyntax(error) {
      if (error instanceof GatewayError) return wrap(error);
      // The parser calls itself for every level, and says so by running out of stack.
      if (error instanceof RangeError) return wrap(tooLarge('depth', limits.depth));
      const isTooLong = /more tha[nt] \d+ tokens/.test((error as Error).message);
      return isTooLong ? wrap(tooLarge('tokens', limits.tokens)) : (error as GraphQLError);
    },
  };
}

/** A fragment that nobody spreads is validated like the others, so it must be small like them. */
function findExcess(
  { kind }: OperationDefinitionNode | FragmentDefinitionNode,
  measure: Measure,
  limits: RequestLimits,
): GatewayError | undefined {
  for (const limit of ['depth', 'aliases', 'directives', 'rootFields'] as const) {
    if (limit === 'rootFields' && kind === Kind.FRAGMENT_DEFINITION) continue;
    if (measure[limit] > limits[limit]) return tooLarge(limit, limits[limit], measure[limit]);
  }
  return undefined;
}

function wrap(error: GatewayError): GraphQLError {
  return new GraphQLError(error.message, { originalError: error });
}
