import { formatMs } from '../src/plan/print-plan.ts';
import { Span } from './span.tsx';
import { describeTraced, titleOf, toneOf } from './words.ts';
import type { AnswerTrace } from './runs.ts';

/** Every call in the order they were started: what ran side by side stands side by side. */
export function CallsTable({ trace: { calls, durationMs } }: { trace: AnswerTrace }) {
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
          <tr key={index} className={toneOf(call.source)}>
            <td>{titleOf(call.source)}</td>
            <td>
              <code title={call.label}>{withoutFrame(call.label)}</code>
            </td>
            <td>{describeTraced(call)}</td>
            <td>
              <Span calls={[call]} totalMs={durationMs} />
            </td>
            <td>{call.durationMs === null ? '' : formatMs(call.durationMs)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** That GraphQL is asked is to be seen; what is asked has little room. */
function withoutFrame(label: string): string {
  return /^query \{ (.*) \}$/.exec(label)?.[1] ?? label;
}
