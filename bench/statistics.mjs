export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Rounds of one subject -> median and spread of each thing that was measured. */
export function summarize(rounds) {
  return Object.fromEntries(
    Object.keys(rounds[0]).map((key) => {
      const values = rounds.map((round) => round[key]);
      const [minimum, maximum] = [Math.min(...values), Math.max(...values)];
      return [key, { median: median(values), minimum, maximum }];
    }),
  );
}
