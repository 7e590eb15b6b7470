import { expect, it } from 'vitest';
import { createTestGateway } from '../test-gateway.ts';
import { createPeople, marksIn } from './isolation/people.ts';

const anyone = { acceptAnyCredential: true };

it('asks for the links of each caller apart, though they send the same text at the same time', async () => {
  await using gateway = await createTestGateway({
    deps: { executor: 'mesh' },
    fleek: anyone,
    fibery: anyone,
    flotiq: anyone,
  });
  const links =
    '{ getSitesByTeam(teamId: "acme") { sites { posts(limit: 2) { internal { objectTitle } } releases { createdBy { email } } } } }';
  const people = createPeople(4);
  await gateway.ask(links, people[0]!);
  const answers = await Promise.all(people.map((person) => gateway.ask(links, person)));
  answers.forEach((answer, index) => {
    const marks = marksIn(answer);
    expect(marks.length).toBeGreaterThan(0);
    expect(marks.filter((mark) => !people[index]!.marks.has(mark))).toEqual([]);
  });
});
