import { request as requestHttp } from 'node:http';
import { startNext } from '../../scripts/next.mjs';

/**
 * Serves Next's own server under the gallery's address. When the page is first opened, the example is installed, built and started.
 *
 * @param {{ endpoint: string, userPoolId: string, clientId: string }} pool
 * @returns {import('vite').PluginOption[]}
 */
export default (pool) => [
  {
    name: 'next',
    configureServer({ middlewares, httpServer }) {
      let starting;
      middlewares.use('/next', async (request, response, next) => {
        try {
          starting ??= startNext(pool);
          const { address } = await starting;
          const { method, headers, originalUrl } = request;
          const forwarded = requestHttp(new URL(originalUrl, address), { method, headers }, (answer) => {
            response.writeHead(answer.statusCode, answer.headers);
            answer.pipe(response);
          });
          forwarded.once('error', next);
          request.pipe(forwarded);
        } catch (error) {
          // Lets the next request try again.
          starting = undefined;
          next(error);
        }
      });
      httpServer.once('close', () => starting?.then(({ stop }) => stop()));
    },
  },
];
