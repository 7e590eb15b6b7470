import { createHash } from 'node:crypto';

/** Somebody with credentials of their own, and how the stand-ins mark what they answer to them. */
export function createPerson(number) {
  const name = `person${number}`;
  const fleek = `${name}-fleek-key===`;
  const fibery = `${digest(name).slice(0, 8)}.${digest(`${name}fibery`).slice(0, 35)}`;
  const flotiq = digest(`${name}flotiq`).slice(0, 32);
  return {
    number,
    headers: { 'x-fleek-key': fleek, 'x-fibery-token': fibery, 'x-flotiq-key': flotiq },
    marks: new Set([
      `seen:${digest(fleek).slice(0, 12)}`,
      `${digest(fibery).slice(0, 12)}@seen.example`,
      `seen:${digest(flotiq).slice(0, 12)}`,
    ]),
  };
}

/** What must not be in an answer: marks of another's credential, and names that another gave. */
export function foreignMarks(answer, { number, marks }) {
  const text = JSON.stringify(answer);
  const seen = text.match(/seen:[0-9a-f]{12}|[0-9a-f]{12}@seen\.example/g) ?? [];
  const made = [...text.matchAll(/made-(\d+)-\d+/g)];
  return [
    ...seen.filter((mark) => !marks.has(mark)),
    ...made.filter(([, maker]) => Number(maker) !== number).map(([mark]) => mark),
  ];
}

const digest = (text) => createHash('sha256').update(text).digest('hex');
