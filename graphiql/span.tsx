import { formatMs } from '../src/plan/print-plan.ts';
import type { Timed } from './words.ts';

/** The place of calls in the whole of a run. */
export function Span({ calls, totalMs }: { calls: readonly Timed[]; totalMs: number }) {
  if (calls.length === 0) return <span className="trefoil-span none" />;
  const percent = (ms: number) => `${Math.min(100, (100 * ms) / Math.max(totalMs, 1))}%`;
  const firstMs = Math.min(...calls.map(({ startedMs }) => startedMs));
  return (
    <span className="trefoil-span" title={`began after ${formatMs(firstMs)}`}>
      {calls.map(({ startedMs, durationMs }, index) => (
        <span
          key={index}
          style={{
            left: `min(${percent(startedMs)}, 100% - 3px)`,
            width: percent(durationMs ?? 0),
          }}
        />
      ))}
    </span>
  );
}
