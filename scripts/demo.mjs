import { build } from './build.mjs';
import { startGallery, startPasswordPool, startPool } from './gallery.mjs';
import { setUp } from './setup.mjs';
import { runCommand, UserError } from './workspace.mjs';

/** `npm run demo`: serves the gallery of examples, with local pools for them to sign in to. */
await runCommand(async () => {
  const flag = process.argv.indexOf('--port');
  const port = flag < 0 ? 5180 : Number(process.argv[flag + 1]);
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    throw new UserError('--port takes a number from 0 to 65535.');

  await setUp();
  await build();
  const parameters = ['Countries=*', 'EmailFrom=codes@example.com', 'PoolSendsAnHour=10000', 'PoolSendsADay=10000'];
  const children = [];
  const stop = () => {
    for (const child of children) child.kill('SIGTERM');
  };
  process.on('exit', stop);
  const track = async (starting) => {
    const { pool, child } = await starting;
    children.push(child);
    child.once('exit', () => process.exit(1));
    return pool;
  };
  const [pool, passwordPool] = await Promise.all([
    track(startPool([...parameters, 'BrandName=Northlight', 'IdentityPool=on'])),
    track(startPasswordPool([...parameters, 'BrandName=Harbour Bank'])),
  ]);
  const gallery = await startGallery(pool, passwordPool, port).catch((error) => {
    stop();
    throw error;
  });
  const { port: actual } = gallery.httpServer.address();
  console.log(`
  Gallery      http://127.0.0.1:${actual}/
  Local pool   ${pool.endpoint}/   its sign-ins, users and messages
               user pool ${pool.userPoolId}, app client ${pool.clientId}

  Open the gallery, choose an example, enter any phone number, for example +44 7700 900123, and request a code.
  The code appears in the phone next to the form. No message leaves this machine. Press Ctrl+C to stop.
`);
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.once(signal, async () => {
      stop();
      await gallery.close();
      process.exit(0);
    });
  }
  return new Promise(() => undefined);
});
