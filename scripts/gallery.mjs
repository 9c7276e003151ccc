import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { root, UserError } from './workspace.mjs';

/**
 * Starts the built local pool with the project's template. Resolves with the pool's description, which it prints when it is
 * ready, and its process.
 *
 * @param {string[]} parameters template parameters, as `Key=Value`
 */
export async function startPool(parameters) {
  const flags = ['--template', join(root, 'template.yaml'), '--port', '0', '--json'];
  const child = spawn(
    process.execPath,
    [join(root, 'packages/local-pool/dist/esm/bin.js'), ...flags, ...parameters.flatMap((one) => ['--parameter', one])],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const ended = once(child, 'exit').then(([code]) => {
    throw new UserError(`The local pool exited with code ${code}; see the output above.`);
  });
  ended.catch(() => undefined);
  const [line] = await Promise.race([once(child.stdout, 'data'), ended]);
  return { pool: JSON.parse(String(line)), child };
}

/** The account that exists in the pool of `startPasswordPool`. */
const CUSTOMER = { phone: '+447700900111', password: 'Harbour-7-lights' };

/**
 * Starts the pool of the example that asks for a password first. It has one account, whose phone number and password are part
 * of the result.
 *
 * @param {string[]} parameters template parameters, as `Key=Value`
 */
export async function startPasswordPool(parameters) {
  // Visitors sign in to this one account repeatedly, so its budgets are larger.
  const largeBudgets = ['SendsIn10Minutes=10', 'SendsADay=50', 'GuessesADay=50', 'FactorOrder=password-then-otp'];
  const { pool, child } = await startPool([...parameters, ...largeBudgets]);
  const response = await fetch(pool.endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'AWSCognitoIdentityProviderService.SignUp',
    },
    body: JSON.stringify({
      ClientId: pool.clientId,
      Username: CUSTOMER.phone,
      Password: CUSTOMER.password,
      UserAttributes: [{ Name: 'phone_number', Value: CUSTOMER.phone }],
    }),
  });
  if (!response.ok) throw new UserError(`Creating the example account failed: ${await response.text()}`);
  return { pool: { ...pool, ...CUSTOMER }, child };
}

/**
 * Serves the gallery of examples.
 *
 * @param pool the pool that most examples sign in to
 * @param passwordPool the result of `startPasswordPool`
 * @param {number} port 0 for any free port
 * @param {string} [cacheDir] Vite's cache of bundled dependencies; servers that run at the same time need one each
 */
export async function startGallery(pool, passwordPool, port, cacheDir) {
  const [{ createServer }, { gallery }] = await Promise.all([import('vite'), import('../examples/vite.config.js')]);
  const config = gallery(pool, passwordPool, { port, strictPort: port !== 0, host: '127.0.0.1' });
  const server = await createServer({ ...config, cacheDir });
  try {
    return await server.listen();
  } catch (error) {
    // Vite's file watchers would keep the process alive.
    await server.close();
    if (!/already in use/.test(error.message)) throw error;
    throw new UserError(`Port ${port} is in use. Choose another one: npm run demo -- --port ${port + 1}`);
  }
}
