import { useEffect } from 'react';
import { useGraphiQL } from '@graphiql/react';
import { facts } from './facts.ts';
import { openTab, useRun, type AnswerTrace, type Run, type TracedCall } from './runs.ts';

/** Below the answer: which source was asked what, when and for how long, and who failed. */
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
      {run.trace && run.trace.calls.length > 0 && <Calls trace={run.trace} />}
    </details>
  );
}

function Calls({ trace: { calls, durationMs } }: { trace: AnswerTrace }) {
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">Source</th>
          <th scope="col">Asked</th>
          <th scope="col">Answer</th>
          <th scope="col">When</th>
          <th scope="col">Time</th>
        </tr>
      </thead>
      <tbody>
        {calls.map((call, index) => (
          <tr key={index} className={`tone-${toneOf(call.source)}`}>
            <td>{titleOf(call.source)}</td>
            <td>
              <code title={call.label}>{call.label}</code>
            </td>
            <td>{describeAnswer(call)}</td>
            <td>
              <Span call={call} totalMs={durationMs} />
            </td>
            <td>{call.durationMs === null ? '' : formatMs(call.durationMs)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The call's place in the whole: what ran side by side stands side by side. */
function Span({ call, totalMs }: { call: TracedCall; totalMs: number }) {
  const percent = (ms: number) => `${Math.min(100, (100 * ms) / Math.max(totalMs, 1))}%`;
  const width = percent(call.durationMs ?? 0);
  return (
    <span className="trefoil-span" title={`began after ${formatMs(call.startedMs)}`}>
      <span style={{ marginLeft: percent(call.startedMs), width }} />
    </span>
  );
}

function describeAnswer({ status, cached, coalesced, attempts }: TracedCall): string {
  const known = [
    status ?? (cached ? undefined : 'none'),
    cached ?? undefined,
    coalesced ? 'shared' : undefined,
    attempts > 1 ? `${attempts} attempts` : undefined,
  ];
  return known.filter((fact) => fact !== undefined).join(', ');
}

function summarise({ trace, tookMs, failures }: Run): string {
  const total = formatMs(tookMs);
  if (!trace) return `Answered in ${total}`;
  if (trace.calls.length === 0) return `Answered in ${total}, no source was asked`;
  const sources = new Set(trace.calls.map(({ source }) => source)).size;
  const verb = failures.length > 0 ? 'Partly answered' : 'Answered';
  return `${verb} in ${total}: ${count(trace.calls.length, 'call')} to ${count(sources, 'source')}`;
}

function count(number: number, thing: string): string {
  return `${number} ${thing}${number === 1 ? '' : 's'}`;
}

function formatMs(ms: number): string {
  return ms < 10 ? `${ms.toFixed(1)} ms` : `${Math.round(ms)} ms`;
}

function titleOf(source: string): string {
  return facts.sources.find(({ name }) => name === source)?.title ?? source;
}

/** One of a few colours, the same for a source wherever it appears. */
function toneOf(source: string): number {
  return facts.sources.findIndex(({ name }) => name === source) % 4;
}
