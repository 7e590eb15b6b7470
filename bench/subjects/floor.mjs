// The floor: Node's own HTTP server and a handler written by hand.
import { createServer } from 'node:http';
import { createAnswers } from './by-hand.mjs';

const answers = createAnswers(process.env);

createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', async () => {
    try {
      const { operationName } = JSON.parse(Buffer.concat(chunks).toString());
      const answer = JSON.stringify({ data: await answers[operationName](request.headers) });
      response
        .writeHead(200, {
          'content-type': 'application/json; charset=utf-8',
          'content-length': Buffer.byteLength(answer),
        })
        .end(answer);
    } catch (error) {
      response.writeHead(500).end(error.message);
    }
  });
}).listen(Number(process.env.PORT), '127.0.0.1');
