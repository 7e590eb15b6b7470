const WIDTH = 14;

/** Lines of a table as they come; the head goes first. */
export function printTable(rows, hasHead = true) {
  if (rows.length === 0) return;
  const line = (cells) => cells.map((cell) => String(cell).padStart(WIDTH)).join('');
  if (hasHead) console.log(line(Object.keys(rows[0])));
  for (const row of rows) console.log(line(Object.values(row).map(round)));
}

/** A promise and whether it was kept; one that was not decides the exit code. */
export function check(isSo, says) {
  console.log(`${isSo ? 'ok  ' : 'FAIL'}  ${says}`);
  if (!isSo) process.exitCode = 1;
}

/** Until no request, subscription, poller or socket is left; throws with what is. */
export async function untilQuiet(url) {
  let left;
  for (let look = 0; look < 100; look += 1) {
    const text = await (await fetch(`${url}/metrics`)).text();
    left = text.match(
      /^trefoil_(?:subscriptions|pollers|websockets|http_requests_under_way|source_in_flight\S*) [^0].*$/gm,
    );
    if (!left) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`left over: ${left.join(', ')}`);
}

/** Sum of a metric over its labels, or over those that a pattern fits. */
export async function readMetric(url, name, labels = /^/) {
  const text = await (await fetch(`${url}/metrics`)).text();
  const lines = text.matchAll(new RegExp(`^${name}(\\S*) (\\S+)$`, 'gm'));
  return [...lines].reduce(
    (sum, [, own, value]) => sum + (labels.test(own) ? Number(value) : 0),
    0,
  );
}

function round(value) {
  return typeof value === 'number' && !Number.isInteger(value) ? value.toFixed(1) : value;
}
