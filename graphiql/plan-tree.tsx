import { useState, type KeyboardEvent } from 'react';
import type { ExplainedFetch, ExplainedPlan } from '../src/plan/explained.ts';
import {
  describeCall,
  describeLink,
  describePlan,
  formatMs,
  printPlan,
} from '../src/plan/print-plan.ts';
import { findFailures, type FailuresOf } from './find-failures.ts';
import { formatRequest } from './format-request.ts';
import { Span } from './span.tsx';
import type { Run } from './runs.ts';
import { count, titleOf, toneOf } from './words.ts';

/** The plan of the operation as it was run: what is below an entry had to wait for its answer. */
export function PlanTree({ plan, run }: { plan: ExplainedPlan; run: Run }) {
  const failuresOf = findFailures(plan, run.failures);
  const totalMs = run.trace?.durationMs ?? run.tookMs;
  return (
    <div className="trefoil-plan" onKeyDown={moveFocus}>
      <p className={plan.executor === 'mesh' ? 'trefoil-plan-head fair' : 'trefoil-plan-head'}>
        <span>{describePlan(plan)}</span>
        {navigator.clipboard && <CopyButton text={() => printPlan(plan)} />}
      </p>
      <Branch fetches={plan.fetches} totalMs={totalMs} failuresOf={failuresOf} />
    </div>
  );
}

interface Whole {
  totalMs: number;
  failuresOf: FailuresOf;
}

function Branch({
  fetches,
  above = [],
  ...whole
}: Whole & { fetches: readonly ExplainedFetch[]; above?: readonly string[] }) {
  return (
    <ul>
      {fetches.map((fetch, index) => (
        <li key={index} className={toneOf(fetch.source)}>
          <Entry
            {...whole}
            fetch={fetch}
            fills={fetch.fills.map((path) => pathFrom(above, path))}
          />
          {fetch.links && <Branch {...whole} fetches={fetch.links} above={fetch.fills} />}
        </li>
      ))}
    </ul>
  );
}

function Entry({
  fetch,
  fills,
  totalMs,
  failuresOf,
}: Whole & { fetch: ExplainedFetch; fills: readonly string[] }) {
  const { stage, source, contract, calls = [] } = fetch;
  const failures = failuresOf(fetch);
  const name = contract === source ? titleOf(source) : `${titleOf(source)} (${contract})`;
  return (
    <details>
      <summary>
        <span className="trefoil-stage" title={stage === undefined ? '' : `Stage ${stage}`}>
          {stage ?? '·'}
        </span>
        <span className="trefoil-plan-what">
          <b>{name}</b> <code title={fetch.fills.join(', ')}>{fills.join(', ')}</code>
        </span>
        <span className="trefoil-plan-run">
          {failures.map(({ code }) => (
            <span key={code} className="trefoil-badge bad">
              {code}
            </span>
          ))}
          {chipsOf(fetch, failures.length > 0).map((word) => (
            <span key={word} className="trefoil-badge">
              {word}
            </span>
          ))}
          <Span calls={calls} totalMs={totalMs} />
          <span className="trefoil-took">{tookOf(fetch)}</span>
        </span>
      </summary>
      <Facts fetch={fetch} />
    </details>
  );
}

function Facts({ fetch }: { fetch: ExplainedFetch }) {
  const { sends, calls = [] } = fetch;
  const by = describeLink(fetch);
  const sent = calls.flatMap((call) => call.sent ?? []);
  return (
    <dl>
      {by !== undefined && (
        <>
          <dt>By</dt>
          <dd>
            <code>{by}</code>
          </dd>
        </>
      )}
      {(sent.length > 0 ? sent : sends === undefined ? [] : [sends]).map((request, index) => (
        <Sent key={index} request={request} />
      ))}
      {calls.length > 1 &&
        calls.map((call, index) => (
          <div key={index}>
            <dt>{index === 0 ? 'Calls' : ''}</dt>
            <dd>
              {[
                call.durationMs === null ? 'no time' : formatMs(call.durationMs),
                `after ${formatMs(call.startedMs)}`,
                ...describeCall(call),
              ].join(', ')}
            </dd>
          </div>
        ))}
    </dl>
  );
}

function Sent({ request }: { request: string }) {
  return (
    <>
      <dt>Sends</dt>
      <dd>
        <pre>{formatRequest(request)}</pre>
      </dd>
    </>
  );
}

function CopyButton({ text }: { text: () => string }) {
  const [isCopied, setCopied] = useState(false);
  return (
    <button
      type="button"
      className="trefoil-quiet"
      onClick={() => void navigator.clipboard.writeText(text()).then(() => setCopied(true))}
      onBlur={() => setCopied(false)}
    >
      <span aria-live="polite">{isCopied ? 'Copied' : 'Copy as text'}</span>
    </button>
  );
}

/** What the entry above has said need not be said again. */
function pathFrom(above: readonly string[], path: string): string {
  const known = above.find((place) => path.startsWith(`${place}.`));
  return known === undefined ? path : path.slice(known.length + 1);
}

function chipsOf({ source, calls = [] }: ExplainedFetch, hasFailed: boolean): string[] {
  if (source === undefined) return ['answered here'];
  if (calls.length === 0) return hasFailed ? [] : ['not asked'];
  // A failure's code says more than the status that it was made of.
  const words = calls
    .flatMap(describeCall)
    .filter((word) => !hasFailed || !/^(status|no) /.test(word));
  return [...(calls.length > 1 ? [count(calls.length, 'call')] : []), ...new Set(words)];
}

/** From the first of its calls to the end of the last. */
function tookOf({ calls = [] }: ExplainedFetch): string {
  const timed = calls.filter(({ durationMs }) => durationMs !== null);
  if (timed.length === 0) return '';
  const from = Math.min(...timed.map(({ startedMs }) => startedMs));
  const to = Math.max(...timed.map(({ startedMs, durationMs }) => startedMs + durationMs!));
  return formatMs(to - from);
}

/** Arrows as in any tree; Tab, Enter and Space work as everywhere. */
function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const summaries = [...event.currentTarget.querySelectorAll('summary')];
  const at = summaries.indexOf(event.target as HTMLElement);
  const details = summaries[at]?.parentElement as HTMLDetailsElement | undefined;
  if (!details) return;
  const { key } = event;
  if (key === 'ArrowDown') summaries[at + 1]?.focus();
  else if (key === 'ArrowUp') summaries[at - 1]?.focus();
  else if (key === 'Home') summaries[0]?.focus();
  else if (key === 'End') summaries.at(-1)?.focus();
  else if (key === 'ArrowRight') details.open = true;
  else if (key === 'ArrowLeft') details.open = false;
  else return;
  event.preventDefault();
}
