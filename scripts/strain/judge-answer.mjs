import { madeBy } from './operations.mjs';
import { foreignMarks } from './people.mjs';

/**
 * Holds an answer against what was asked and who asked it. Notes what is wrong in `report.crossed`
 * and `report.broken`, what was made in `report.done`, and each code.
 */
export function judgeAnswer({ report, person, drawn, requestId }, { status, echoed, body }) {
  const { operations, isBatch, isMistake, kind, name } = drawn;
  const wrong = (what) => report.broken.push(`${kind} ${requestId} (${status}): ${what}`);
  // What Node refuses before there is a request has no id, such as a 408.
  if (echoed === undefined) return wrong('no request id');
  if (echoed !== requestId) report.crossed.push(`${kind} ${requestId} was answered as ${echoed}`);
  judgeMarks(report, person, `${kind} ${requestId}`, body);
  const results = isBatch ? body : [body];
  if (!Array.isArray(results)) return tally(report, body, wrong);
  // A batch can be refused as a whole.
  if (results.length !== operations.length) return wrong(`${results.length} answers`);
  results.forEach((result, index) => {
    tally(report, result, wrong);
    const errors = result.errors ?? [];
    if (errors.some(({ extensions }) => extensions?.requestId !== requestId)) {
      report.crossed.push(`${kind} ${requestId} holds an error of another request`);
    }
    if (isMistake && errors.length === 0) wrong('a mistake was not refused');
    if (!result.data) return errors.length === 0 && wrong('neither data nor errors');
    for (const root of operations[index].roots) {
      const isThere = result.data[root] !== undefined && result.data[root] !== null;
      if (!isThere && !errors.some(({ path }) => path?.[0] === root))
        wrong(`${root} is lost: ${JSON.stringify(result).slice(0, 600)}`);
      if (isThere && kind === 'mutation') report.done.push(`${madeBy[root]} ${name}`);
    }
  });
}

/** What belongs to somebody else must not be in an answer, wherever it came from. */
export function judgeMarks(report, person, what, answer) {
  const foreign = foreignMarks(answer, person);
  if (foreign.length > 0) report.crossed.push(`${what} holds ${foreign[0]}`);
}

function tally(report, { errors = [] }, wrong) {
  const codes = new Set(errors.map(({ extensions }) => extensions?.code ?? 'none'));
  if (codes.size === 0) codes.add('ok');
  for (const code of codes) report.codes[code] = (report.codes[code] ?? 0) + 1;
  if (codes.has('INTERNAL') || codes.has('none')) wrong(JSON.stringify(errors).slice(0, 300));
}
