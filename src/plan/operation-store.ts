import {
  GraphQLError,
  Kind,
  OperationTypeNode,
  parse,
  specifiedRules,
  validate,
  visit,
  type DocumentNode,
  type OperationDefinitionNode,
  type ValidationRule,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { NotPlanned, compilePlan, type Planner } from './compile.ts';
import type { Plan } from './plan.ts';
import { forgetTokens, weighText } from './weigh.ts';

/** What is known of an operation's text once it was read: errors, or its operations. */
export interface ParsedText {
  readonly document: DocumentNode | undefined;
  /** Of syntax, of validation, or of a limit; such a text never runs. */
  readonly errors: readonly GraphQLError[];
  readonly operations: ReadonlyMap<string, KnownOperation>;
}

export interface KnownOperation {
  readonly text: ParsedText;
  readonly node: OperationDefinitionNode;
  /** Variables that `@skip` and `@include` ask for: each way to decide them is a plan of its own. */
  readonly conditionNames: readonly string[];
  readonly plans: Map<string, Plan | NotPlanned>;
}

export interface OperationStoreOptions {
  planner: Planner;
  /** Checked beside GraphQL's own rules, once per text. */
  rules?: readonly ValidationRule[];
  maximumTokens: number;
  /** Throws when a text is too long to be read at all. */
  checkText?(text: string): void;
  /** Says what is wrong with a text that could not be read to its end. @default as the parser says it */
  explainSyntax?(error: unknown): GraphQLError;
  /** Leaves names of the graph out of messages. @default false */
  hideSuggestions?: boolean;
  /** Memory for the texts that clients send, their documents and plans, about. @default 64 MiB */
  maximumBytes?: number;
}

export interface OperationStore {
  read(text: string): ParsedText;
  /** Reads and compiles a text at once and never forgets it. */
  keep(text: string): ParsedText;
  plan(operation: KnownOperation, variables: Record<string, unknown>): Plan | NotPlanned;
}

/** Parses, validates and compiles every text once, and keeps what is asked for most. */
export function createOperationStore(options: OperationStoreOptions): OperationStore {
  const { planner, maximumBytes = 64 << 20 } = options;
  const texts = new LRUCache<string, ParsedText>({
    maxSize: maximumBytes,
    sizeCalculation: weighText,
  });
  const kept = new Map<string, ParsedText>();

  return {
    read(text) {
      const known = kept.get(text) ?? texts.get(text);
      if (known) return known;
      const parsed = readText(text, options);
      texts.set(text, parsed);
      return parsed;
    },
    keep(text) {
      const parsed = readText(text, options);
      kept.set(text, parsed);
      for (const operation of parsed.operations.values()) {
        if (operation.node.operation !== OperationTypeNode.SUBSCRIPTION) this.plan(operation, {});
      }
      return parsed;
    },
    plan({ text, node, conditionNames, plans }, variables) {
      const variant = conditionNames.map((name) => (variables[name] === true ? 1 : 0)).join('');
      let plan = plans.get(variant);
      if (!plan) {
        plan = tryCompile(planner, text.document!, node, variables);
        if (plans.size === maximumVariants) plans.delete(plans.keys().next().value!);
        plans.set(variant, plan);
        weighAnew(text);
      }
      return plan;
    },
  };

  function weighAnew(parsed: ParsedText): void {
    const text = parsed.document!.loc!.source.body;
    // The cache weighs what is new to it, and this it has already.
    if (texts.delete(text)) texts.set(text, parsed);
  }
}

/** Four conditions make 16 variants; an operation with more compiles some of them anew. */
const maximumVariants = 16;

function tryCompile(
  planner: Planner,
  document: DocumentNode,
  node: OperationDefinitionNode,
  conditions: Record<string, unknown>,
): Plan | NotPlanned {
  try {
    return compilePlan(planner, document, node, conditions);
  } catch (error) {
    if (error instanceof NotPlanned) return error;
    throw error;
  }
}

function readText(text: string, options: OperationStoreOptions): ParsedText {
  const { maximumTokens, checkText, explainSyntax = (error) => error as GraphQLError } = options;
  let document: DocumentNode | undefined;
  let errors: readonly GraphQLError[];
  try {
    checkText?.(text);
    document = parse(text, { maxTokens: maximumTokens });
    errors = findErrors(document, options);
  } catch (error) {
    errors = [explainSyntax(error)];
  }
  const operations = new Map<string, KnownOperation>();
  if (!document || errors.length > 0) {
    return { document: undefined, errors: errors.map(withoutNodes), operations };
  }
  forgetTokens(document);
  const parsed: ParsedText = { document, errors, operations };
  const conditionNames = findConditionNames(document);
  for (const node of document.definitions) {
    if (node.kind !== Kind.OPERATION_DEFINITION) continue;
    operations.set(node.name?.value ?? '', {
      text: parsed,
      node,
      conditionNames,
      plans: new Map(),
    });
  }
  return parsed;
}

/** Through its nodes an error would hold the whole document for as long as the text is remembered. */
function withoutNodes(error: GraphQLError): GraphQLError {
  const { message, originalError, extensions, locations } = error;
  return Object.assign(new GraphQLError(message, { originalError, extensions }), { locations });
}

/** Enough to mend a text by; a text of nothing but errors must not make an answer of nothing but errors. */
const maximumErrors = 5;

/** A text that is over a limit is not validated further: validating it may be the attack. */
function findErrors(
  document: DocumentNode,
  { planner, rules = [], hideSuggestions = false }: OperationStoreOptions,
): readonly GraphQLError[] {
  const excess = rules.length > 0 ? validate(planner.schema, document, rules) : [];
  if (excess.length > 0) return excess;
  const options = { hideSuggestions, maxErrors: maximumErrors };
  return validate(planner.schema, document, specifiedRules, options);
}

function findConditionNames(document: DocumentNode): string[] {
  const names = new Set<string>();
  visit(document, {
    Directive({ name, arguments: args }) {
      const value = args?.[0]?.value;
      const decides = name.value === 'skip' || name.value === 'include';
      if (decides && value?.kind === Kind.VARIABLE) names.add(value.name.value);
    },
  });
  return [...names];
}

/** The operation that a request means, as GraphQL over HTTP defines it. */
export function selectOperation(
  { operations }: ParsedText,
  name: string | null | undefined,
): KnownOperation | GraphQLError {
  if (name) {
    const quoted = name.slice(0, 100);
    return operations.get(name) ?? new GraphQLError(`Unknown operation named "${quoted}".`);
  }
  if (operations.size === 1) return operations.values().next().value!;
  return new GraphQLError(
    operations.size === 0
      ? 'Must provide an operation.'
      : 'Must provide operation name if query contains multiple operations.',
  );
}
