import { useEffect, useState } from 'react';
import { useGraphiQL } from '@graphiql/react';
import { formatMs } from '../src/plan/print-plan.ts';
import { CallsTable } from './calls-table.tsx';
import { PlanTree } from './plan-tree.tsx';
import { openTab, useRun, type Run } from './runs.ts';
import { count, titleOf } from './words.ts';

type View = 'calls' | 'plan';

/** Below the answer: which source was asked what, when and for how long, who failed, and why in this order. */
export function AnsweredBy() {
  const tab = useGraphiQL(({ tabs, activeTabIndex }) => tabs[activeTabIndex]?.id ?? '');
  const [isOpen, setOpen] = useState(true);
  const [chosen, choose] = useState(readView);
  useEffect(() => openTab(tab), [tab]);
  const run = useRun(tab);
  if (!run) return null;
  const { trace, plan } = run;
  const views: readonly View[] = [
    ...(trace && trace.calls.length > 0 ? (['calls'] as const) : []),
    ...(plan ? (['plan'] as const) : []),
  ];
  const view = views.includes(chosen) ? chosen : views[0];
  const show = (next: View) => {
    localStorage.setItem(viewKey, next);
    choose(next);
    setOpen(true);
  };

  return (
    <section className="trefoil-answered" aria-label="Who answered" aria-busy={run.isOld ?? false}>
      <header>
        <button
          type="button"
          className="trefoil-summary"
          aria-expanded={isOpen && view !== undefined}
          disabled={view === undefined}
          onClick={() => setOpen(!isOpen)}
        >
          {summarise(run)}
        </button>
        {views.length > 1 && (
          <div role="group" aria-label="Show" className="trefoil-views">
            {views.map((each) => (
              <button
                key={each}
                type="button"
                aria-pressed={isOpen && each === view}
                onClick={() => show(each)}
              >
                {each === 'calls' ? 'Calls' : 'Plan'}
              </button>
            ))}
          </div>
        )}
        <Failures failures={run.failures} />
      </header>
      {isOpen && view === 'calls' && <CallsTable trace={trace!} />}
      {isOpen && view === 'plan' && <PlanTree plan={plan!} run={run} />}
    </section>
  );
}

/** What went wrong, once each: a source that is down fails in every field. */
function Failures({ failures }: Pick<Run, 'failures'>) {
  const times = new Map<string, number>();
  for (const { source, code } of failures) {
    const says = source === undefined ? code : `${titleOf(source)}: ${code}`;
    times.set(says, (times.get(says) ?? 0) + 1);
  }
  if (times.size === 0) return null;
  return (
    <div className="trefoil-failures">
      {[...times].map(([says, number]) => (
        <span key={says} className="trefoil-badge bad">
          {number > 1 ? `${says} × ${number}` : says}
        </span>
      ))}
    </div>
  );
}

const viewKey = 'trefoil:answered-by';

function readView(): View {
  return localStorage.getItem(viewKey) === 'plan' ? 'plan' : 'calls';
}

function summarise({ trace, tookMs, failures, events, isCut, isOld }: Run): string {
  const total = formatMs(tookMs);
  if (isOld) return 'Asking …';
  if (isCut && events) return `${count(events, 'event')}, then cut off, after ${total}`;
  if (isCut) return `No answer after ${total}`;
  if (events === 0 && failures.length > 0) return `Refused in ${total}`;
  if (events !== undefined) return `${count(events, 'event')} in ${total}`;
  if (!trace) return failures.length > 0 ? `Refused in ${total}` : `Answered in ${total}`;
  if (trace.calls.length === 0) {
    return failures.length > 0
      ? `No source was asked, in ${total}`
      : `Answered in ${total}, no source was asked`;
  }
  const sources = new Set(trace.calls.map(({ source }) => source)).size;
  const verb = failures.length > 0 ? 'Answered with errors' : 'Answered';
  return `${verb} in ${total}: ${count(trace.calls.length, 'call')} to ${count(sources, 'source')}`;
}
