// The three APIs in one process, answering at once: an answer is made when it is first asked for and
// sent from memory ever after, so that what is measured is the gateway in front.
import { createServer } from 'node:http';
import { answerBlogposts } from './content.mjs';
import { createGraphqlAnswers } from './graphql.mjs';

const contract = (name) => new URL(`../../sources/${name}/schema.graphql`, import.meta.url);
const apis = {
  '/graphql': createGraphqlAnswers(contract('fleek')),
  '/api/graphql/space/Delivery': createGraphqlAnswers(contract('fibery')),
  '/api/v1/content/blogpost': (_, query) => answerBlogposts(query),
};
const headers = { 'content-type': 'application/json' };
const answers = new Map();
let delayMs = 0;
let calls = 0;

createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const body = chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
    if (request.url.startsWith('/bench/')) return control(request.url, response);
    calls += 1;
    if (delayMs > 0) setTimeout(() => send(request.url, body.toString(), response), delayMs);
    else send(request.url, body.toString(), response);
  });
}).listen(0, '127.0.0.1', function started() {
  process.send({ origin: `http://127.0.0.1:${this.address().port}` });
});
process.once('disconnect', () => process.exit());

function send(url, body, response) {
  const known = `${url}\n${body}`;
  let answer = answers.get(known);
  if (!answer) {
    const { pathname, searchParams } = new URL(url, 'http://upstream');
    const api = apis[pathname];
    if (!api) return response.writeHead(404, headers).end('{"message":"no such API"}');
    answer = Buffer.from(JSON.stringify(api(body, searchParams)));
    answers.set(known, answer);
  }
  response.writeHead(200, { ...headers, 'content-length': answer.length }).end(answer);
}

/** `/bench/delay?ms=50` sets how long every answer takes; `/bench/calls` tells how many there were. */
function control(url, response) {
  const { pathname, searchParams } = new URL(url, 'http://upstream');
  if (pathname === '/bench/delay') delayMs = Number(searchParams.get('ms'));
  response.writeHead(200, headers).end(JSON.stringify({ calls }));
}
