import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { root, UserError } from './workspace.mjs';

/**
 * Starts the built local pool on our template; resolves with the line it prints when ready, and the process.
 *
 * @param {string[]} parameters of the template, `Key=Value`
 */
export async function startPool(parameters) {
  const flags = ['--template', join(root, 'template.yaml'), '--port', '0', '--json'];
  const child = spawn(
    process.execPath,
    [join(root, 'packages/local-pool/dist/esm/bin.js'), ...flags, ...parameters.flatMap((one) => ['--parameter', one])],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const ended = once(child, 'exit').then(([code]) => {
    throw new UserError(`The local pool ended with code ${code}; the lines above say why.`);
  });
  ended.catch(() => undefined);
  const [line] = await Promise.race([once(child.stdout, 'data'), ended]);
  return { pool: JSON.parse(String(line)), child };
}

/** Somebody whom the pool of `startPasswordPool` knows, for trying it at once. */
const customer = { phone: '+447700900111', password: 'Harbour-7-lights' };

/**
 * The pool of the example that asks for a password first, with one account; as `startPool`, and what the account is.
 *
 * @param {string[]} parameters
 */
export async function startPasswordPool(parameters) {
  // One account is tried again and again here.
  const patient = ['SendsIn10Minutes=10', 'SendsADay=50', 'GuessesADay=50', 'FactorOrder=password-then-otp'];
  const { pool, child } = await startPool([...parameters, ...patient]);
  const response = await fetch(pool.endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'AWSCognitoIdentityProviderService.SignUp',
    },
    body: JSON.stringify({
      ClientId: pool.clientId,
      Username: customer.phone,
      Password: customer.password,
      UserAttributes: [{ Name: 'phone_number', Value: customer.phone }],
    }),
  });
  if (!response.ok) throw new UserError(`The account to try could not be made: ${await response.text()}`);
  return { pool: { ...pool, ...customer }, child };
}

/**
 * Serves the examples on the pools.
 *
 * @param pool where most examples sign in
 * @param passwordPool what `startPasswordPool` gave
 * @param {number} port 0: any that is free
 * @param {string} [cacheDir] where Vite keeps dependencies that it has bundled; two servers at once need one each
 */
export async function startGallery(pool, passwordPool, port, cacheDir) {
  const [{ createServer }, { gallery }] = await Promise.all([import('vite'), import('../examples/vite.config.js')]);
  const config = gallery(pool, passwordPool, { port, strictPort: port !== 0, host: '127.0.0.1' });
  const server = await createServer({ ...config, cacheDir });
  try {
    return await server.listen();
  } catch (error) {
    // Its watchers would keep the process alive.
    await server.close();
    if (!/already in use/.test(error.message)) throw error;
    throw new UserError(`Port ${port} is in use. Give another: npm run demo -- --port ${port + 1}`);
  }
}
