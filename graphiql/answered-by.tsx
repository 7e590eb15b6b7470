import { useEffect } from 'react';
import { useGraphiQL } from '@graphiql/react';
import { facts } from './facts.ts';
import { openTab, useRun, type Failure, type Run, type TracedCall } from './runs.ts';

/** Below the answer: which source was asked what, how long it took, and who failed. */
export function AnsweredBy() {
  const tab = useGraphiQL(({ tabs, activeTabIndex }) => tabs[activeTabIndex]?.id ?? '');
  useEffect(() => openTab(tab), [tab]);
  const run = useRun(tab);
  if (!run) return null;
  return (
    <details className="trefoil-answered" open aria-label="Who answered">
      <summary>
        <b>{summarise(run)}</b>
        {run.failures.map(({ source, code }, index) => (
          <span key={index} className="trefoil-badge bad">
            {source === undefined ? code : `${titleOf(source)}: ${code}`}
          </span>
        ))}
      </summary>
      {run.calls && run.calls.length > 0 && <Calls calls={run.calls} />}
    </details>
  );
}

function Calls({ calls }: { calls: readonly TracedCall[] }) {
  const longestMs = Math.max(1, ...calls.map(({ durationMs = 0 }) => durationMs));
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">Source</th>
          <th scope="col">Asked</th>
          <th scope="col">Answer</th>
          <th scope="col">Time</th>
        </tr>
      </thead>
      <tbody>
        {calls.map((call, index) => (
          <tr key={index} className={`trefoil-call tone-${toneOf(call.source)}`}>
            <td>{titleOf(call.source)}</td>
            <td>
              <code title={call.label}>{call.label}</code>
            </td>
            <td>{describeAnswer(call)}</td>
            <td>
              <meter min={0} max={longestMs} value={call.durationMs ?? 0} aria-hidden="true" />
              {call.durationMs === undefined ? '' : formatMs(call.durationMs)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function describeAnswer({ status, cached, coalesced }: TracedCall): string {
  const how = cached ? 'cached' : coalesced ? 'shared' : undefined;
  return [status, how].filter((part) => part !== undefined).join(', ') || 'none';
}

function summarise({ calls, tookMs, failures }: Run): string {
  const total = formatMs(tookMs);
  if (!calls) return `Answered in ${total}`;
  if (calls.length === 0) return `Answered in ${total}, no source was asked`;
  const sources = new Set(calls.map(({ source }) => source)).size;
  const verb = failures.length > 0 ? 'Partly answered' : 'Answered';
  return `${verb} in ${total}: ${count(calls.length, 'call')} to ${count(sources, 'source')}`;
}

function count(number: number, thing: string): string {
  return `${number} ${thing}${number === 1 ? '' : 's'}`;
}

function formatMs(ms: number): string {
  return ms < 10 ? `${ms.toFixed(1)} ms` : `${Math.round(ms)} ms`;
}

function titleOf(source: Failure['source']): string {
  return facts.sources.find(({ name }) => name === source)?.title ?? source ?? '';
}

/** One of a few colours, the same for a source wherever it appears. */
function toneOf(source: string): number {
  return facts.sources.findIndex(({ name }) => name === source) % 4;
}
