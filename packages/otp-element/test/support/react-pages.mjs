/** Middleware of the test runner: pages of a React application that contain the elements, in React 18 and 19. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
/** The folders with each version of React. */
const VERSIONS = { 18: 'react-18', 19: 'react' };
const package_ = (version, name) => here(`../../../../examples/${VERSIONS[version]}/node_modules/${name}`);

/** Bundles a module with one version of React. */
const bundle = (version, file, mode, options) =>
  build({
    entryPoints: [here(file)],
    bundle: true,
    conditions: ['source'],
    tsconfig: here('../../tsconfig.json'),
    define: { 'process.env.NODE_ENV': JSON.stringify(mode) },
    alias: { react: package_(version, 'react'), 'react-dom': package_(version, 'react-dom') },
    logLevel: 'error',
    ...options,
  });

const clients = new Map();
const servers = new Map();

/** In development mode, because React reports there what it hides in production. */
async function bundleClient(version) {
  const { outputFiles } = await bundle(version, 'react-client.mjs', 'development', { write: false, format: 'esm' });
  return outputFiles[0].text;
}

/** In production mode: in development React patches the console, which belongs to the test runner here. */
async function bundleServer(version) {
  const folder = mkdtempSync(join(tmpdir(), 'react-server-'));
  try {
    const outfile = join(folder, 'server.cjs');
    await bundle(version, 'react-server.mjs', 'production', { outfile, format: 'cjs', platform: 'node' });
    return createRequire(outfile)(outfile);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const once = (made, version, make) => {
  if (!made.has(version)) made.set(version, make(version));
  return made.get(version);
};

/**
 * - `/react/VERSION?pool=JSON` is the page as a server renders it, without its script; `&client` leaves the rendering to the script.
 * - `/react/VERSION/client.js` is the script.
 */
export async function reactPages(context, next) {
  const [, version, script] = /^\/react\/(18|19)(\/client\.js)?$/.exec(context.path) ?? [];
  if (!version) return next();
  if (script) {
    context.type = 'text/javascript';
    context.body = await once(clients, version, bundleClient);
    return undefined;
  }
  const { pool, client } = context.query;
  const { render } = await once(servers, version, bundleServer);
  const content = client === undefined ? render(JSON.parse(pool)) : '';
  context.type = 'html';
  context.body = `<!doctype html><html lang="en"><body><div id="root">${content}</div><script type="application/json" id="pool">${pool}</script></body></html>`;
  return undefined;
}
