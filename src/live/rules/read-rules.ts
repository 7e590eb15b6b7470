import { readFile } from 'node:fs/promises';
import type { GraphQLSchema } from 'graphql';
import { LineCounter, isMap, isScalar, isSeq, parseDocument, type Node, type YAMLMap } from 'yaml';
import { GatewayError } from '../../errors.ts';
import type { Graph } from '../../graph.ts';
import type { Source } from '../../source.ts';
import { readAction, type Action } from './read-action.ts';

/** What to do when something happens, and as whom. */
export interface Rule extends Action {
  name: string;
  on: readonly Trigger[];
  /** `source.mutation`, for the log. */
  does: string;
  /** A profile of the keyring; undefined is whoever calls from this machine, in development. */
  profile: string | undefined;
  debounceMs: number;
}

/** `source.type.action`; `*` stands for any. */
export interface Trigger {
  source: string;
  type: string;
  action: string;
}

export interface RuleContext {
  schema: GraphQLSchema;
  graph: Graph;
  sources: readonly Source[];
  isProduction: boolean;
}

/** Reads the file of rules and reports everything that is wrong with it, each with its line. */
export async function readRules(file: string, context: RuleContext): Promise<Rule[]> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new GatewayError('CONFIG_INVALID', {
      detail: `TREFOIL_RULES: cannot read ${file}`,
      cause,
    });
  });
  return parseRules(text, file, context);
}

export function parseRules(text: string, file: string, context: RuleContext): Rule[] {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const problems: string[] = document.errors.map(
    (error) => `${file}:${error.linePos?.[0].line ?? 1}: ${error.message.split('\n')[0]}`,
  );
  const report: Report = (node, says) => {
    const at = (node as Node | undefined)?.range?.[0];
    problems.push(`${file}:${at === undefined ? 1 : lines.linePos(at).line}: ${says}`);
  };
  const rules = problems.length > 0 ? [] : readList(document.contents, context, report);
  if (problems.length > 0)
    throw new GatewayError('CONFIG_INVALID', { detail: problems.join('\n') });
  return rules;
}

type Report = (node: unknown, says: string) => void;

function readList(root: unknown, context: RuleContext, report: Report): Rule[] {
  const list = isMap(root) ? root.get('rules', true) : undefined;
  if (!isMap(root) || !isSeq(list)) {
    report(root, 'the file is a list under the key "rules"');
    return [];
  }
  for (const { key } of root.items) {
    if (keyOf(key) !== 'rules') report(key, `there is no option "${keyOf(key)}"; there is rules`);
  }
  const names = new Set<string>();
  return list.items.flatMap((item, index) => {
    if (!isMap(item)) {
      report(item, 'a rule has the options on, do, with, as, debounce and name');
      return [];
    }
    const rule = readRule(item, `rule ${index + 1}`, context, report);
    if (rule && names.has(rule.name)) report(item, `two rules are called "${rule.name}"`);
    if (rule) names.add(rule.name);
    return rule ?? [];
  });
}

const options = ['name', 'on', 'do', 'with', 'as', 'debounce'];

function readRule(
  map: YAMLMap,
  fallbackName: string,
  context: RuleContext,
  report: Report,
): Rule | undefined {
  for (const { key } of map.items) {
    const name = keyOf(key);
    if (!options.includes(name))
      report(key, `there is no option "${name}"; there are ${options.join(', ')}`);
  }
  const text = (name: string): string | undefined => {
    const node = map.get(name, true);
    if (node === undefined) return undefined;
    if (isScalar(node) && ['string', 'number'].includes(typeof node.value))
      return String(node.value);
    report(node, `"${name}" is a text`);
    return undefined;
  };
  const on = readTriggers(map, context, report);
  const does = text('do');
  if (does === undefined) report(map, '"do" is missing: a mutation such as source.field');
  const action = does === undefined ? undefined : readChecked(does, map, context, report);
  const profile = text('as');
  if (profile === undefined && context.isProduction) {
    report(map, '"as" is missing: the profile of the keyring that the rule runs with');
  }
  const debounceMs = readDuration(text('debounce') ?? '10s');
  if (debounceMs === undefined)
    report(map.get('debounce', true), '"debounce" is a time such as 500ms, 30s or 2m');
  if (!on || !action || does === undefined || debounceMs === undefined) return undefined;
  return { name: text('name') ?? fallbackName, on, ...action, does, profile, debounceMs };
}

function readChecked(does: string, map: YAMLMap, context: RuleContext, report: Report) {
  const node = map.get('with', true);
  if (node !== undefined && !isMap(node)) {
    report(node, '"with" holds the arguments, each with its value');
    return undefined;
  }
  const action = readAction(does, (node?.toJSON() ?? {}) as Record<string, unknown>, context);
  if (!Array.isArray(action)) return action;
  for (const problem of action) report(map.get(problem.in, true) ?? map, problem.says);
  return undefined;
}

function readTriggers(
  map: YAMLMap,
  { sources }: RuleContext,
  report: Report,
): Trigger[] | undefined {
  const node = map.get('on', true);
  const items: unknown[] = isSeq(node) ? node.items : node === undefined ? [] : [node];
  if (items.length === 0) {
    report(map, '"on" is missing: what happens, such as source.type.publish');
    return undefined;
  }
  const senders = sources.filter(({ live }) => live?.readWebhook).map(({ name }) => name);
  const triggers = items.map((item): Trigger | undefined => {
    const value = isScalar(item) ? String(item.value) : '';
    const [, source = '', type = '', action = ''] = /^([^.]+)\.(.+)\.([^.]+)$/.exec(value) ?? [];
    if (source === '') {
      report(
        item,
        `"${value}" is no event: it is source.type.action, such as source.type.publish, and * is any`,
      );
    } else if (!senders.includes(source)) {
      report(item, `nothing is heard of "${source}"; there are ${senders.join(', ')}`);
    } else return { source, type, action };
    return undefined;
  });
  return triggers.every((trigger) => trigger !== undefined) ? triggers : undefined;
}

const units: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

function readDuration(text: string): number | undefined {
  const [, amount, unit = ''] = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h)$/.exec(text.trim()) ?? [];
  return amount === undefined ? undefined : Number(amount) * units[unit]!;
}

function keyOf(key: unknown): string {
  return isScalar(key) ? String(key.value) : String(key);
}
