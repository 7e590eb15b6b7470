export interface Finding {
  /** Kind of place and name of the test, or `file` and its path. */
  place: string;
  text: string;
  secret: string;
}

interface Allowance {
  why: string;
  isMet(finding: Finding): boolean;
}

const allowances: readonly Allowance[] = [
  {
    why: 'the answer that creates a token of Fibery is the one place that tells it',
    isMet: ({ place, text, secret }) =>
      place.startsWith('answer ') &&
      text.includes('"createFiberyToken":{') &&
      text.includes(`"value":"${secret}"`),
  },
];

/** Why a credential may stand there; undefined means that it may not. */
export function findAllowance(finding: Finding): string | undefined {
  return allowances.find(({ isMet }) => isMet(finding))?.why;
}
