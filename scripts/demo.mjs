import { build } from './build.mjs';
import { startGallery, startPasswordPool, startPool } from './gallery.mjs';
import { setUp } from './setup.mjs';
import { runCommand, UserError } from './workspace.mjs';

await runCommand(async () => {
  const at = process.argv.indexOf('--port');
  const port = at < 0 ? 5180 : Number(process.argv[at + 1]);
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    throw new UserError('--port takes a number from 0 to 65535.');

  await setUp();
  await build();
  const parameters = ['Countries=*', 'PoolSendsAnHour=10000', 'PoolSendsADay=10000'];
  const children = [];
  const stop = () => {
    for (const child of children) child.kill('SIGTERM');
  };
  process.on('exit', stop);
  const started = async (starting) => {
    const { pool, child } = await starting;
    children.push(child);
    child.once('exit', () => process.exit(1));
    return pool;
  };
  const [pool, passwordPool] = await Promise.all([
    started(startPool([...parameters, 'BrandName=Northlight', 'IdentityPool=on'])),
    started(startPasswordPool([...parameters, 'BrandName=Harbour Bank'])),
  ]);
  const gallery = await startGallery(pool, passwordPool, port).catch((error) => {
    stop();
    throw error;
  });
  const { port: actual } = gallery.httpServer.address();
  console.log(`
  Gallery      http://127.0.0.1:${actual}/
  Local pool   ${pool.endpoint}   pool ${pool.userPoolId}   client ${pool.clientId}

  Open the gallery, choose an example, type any phone number (+44 7700 900123, say) and ask for a code:
  it appears in the phone beside the form. Nothing leaves this machine. Ctrl+C ends it.
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
