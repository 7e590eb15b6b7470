/** What `parseArgs` complains of, in one sentence: the rest of what it says is about writing a program. */
export function sayParseFault(error: unknown): string {
  return (error as Error).message.split(/\.\s/)[0]!.replace(/\.$/, '');
}
