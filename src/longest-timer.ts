/** Node fires timers that are told a longer time at once. */
export const longestTimerMs = 2 ** 31 - 1;
