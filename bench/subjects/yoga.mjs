// The floor behind GraphQL Yoga: parsing and validation are Yoga's and cached, execution is by hand.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { buildSchema } from 'graphql';
import { createYoga } from 'graphql-yoga';
import { createAnswers } from './by-hand.mjs';

const answers = createAnswers(process.env);
const schema = buildSchema(readFileSync(process.env.SCHEMA, 'utf8'), { assumeValidSDL: true });

const yoga = createYoga({
  schema,
  logging: false,
  plugins: [
    {
      onExecute({ args, setExecuteFn }) {
        setExecuteFn(async () => ({
          data: await answers[args.operationName](args.contextValue.req.headers),
        }));
      },
    },
  ],
});
createServer(yoga).listen(Number(process.env.PORT), '127.0.0.1');
