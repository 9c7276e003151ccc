/**
 * Prevents a function from reaching other machines. It is loaded before runtime.mjs, in worker threads too. It is CommonJS,
 * because worker threads whose code is a text load nothing else. Arguments of the process: see `execution-environment.ts`.
 *
 * - Requests to AWS go to the local pool, also those of aws-sdk 2, which ignores `AWS_ENDPOINT_URL`, and of clients with a
 *   fixed endpoint.
 * - Other connections, datagrams and name look-ups to other machines fail. Starting another program fails, too, because its
 *   connections could not be refused. The local pool gets a message about each refused access: `{ refused }`.
 */
const childProcess = require('node:child_process');
const dgram = require('node:dgram');
const dns = require('node:dns');
const http = require('node:http');
const https = require('node:https');
const { syncBuiltinESMExports } = require('node:module');
const net = require('node:net');
const os = require('node:os');
const { getEnvironmentData, isMainThread, setEnvironmentData } = require('node:worker_threads');

/** Patched functions take what the original ones take. @typedef {any} Anything */

const SETTINGS = 'local-pool: network';
if (isMainThread) setEnvironmentData(SETTINGS, { endpoint: process.argv[4], mayLeave: process.argv[5] === 'allow' });
const settings = /** @type {{ endpoint: string, mayLeave: boolean }} */ (getEnvironmentData(SETTINGS));
const endpoint = new URL(settings.endpoint);

const AWS_HOST = /\.(?:amazonaws\.com(?:\.cn)?|api\.aws|amazonaws\.eu)$/i;

const ownAddresses = new Set(
  Object.values(os.networkInterfaces()).flatMap((addresses) => (addresses ?? []).map(({ address }) => address)),
);

/** @param {unknown} host */
const isThisMachine = (host) => {
  const name = String(host ?? 'localhost')
    .replace(/^\[|\]$/g, '')
    .toLowerCase();
  return (
    name === '' ||
    name === 'localhost' ||
    name.endsWith('.localhost') ||
    /^(?:127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+|0\.0\.0\.0|::)$/.test(name) ||
    name === endpoint.hostname.replace(/^\[|\]$/g, '') ||
    ownAddresses.has(name)
  );
};

/** @param {string} what */
const refusal = (what) => {
  process.send?.({ refused: what });
  return Object.assign(
    new Error(
      `The local pool refuses ${what}: functions cannot reach other machines. Start it with --allow-network to allow it.`,
    ),
    { code: 'ENETUNREACH' },
  );
};

// Both forms of http.request: with a URL first, and with options alone.
for (const method of /** @type {const} */ (['request', 'get'])) {
  const original = https[method];
  const plain = http[method];
  https[method] = (/** @type {Anything[]} */ ...parameters) => {
    const [first, second] = parameters;
    const isUrl = typeof first === 'string' || first instanceof URL;
    const url = isUrl ? new URL(first) : undefined;
    const given = isUrl ? second : first;
    const options = typeof given === 'object' && given !== null ? given : {};
    const host = url?.hostname ?? String(options.hostname ?? options.host ?? '').replace(/:\d+$/, '');
    if (!AWS_HOST.test(host)) return Reflect.apply(original, https, parameters);
    const headers = Object.fromEntries(
      Object.entries(options.headers ?? {}).filter(([name]) => name.toLowerCase() !== 'host'),
    );
    const local = {
      ...options,
      path: options.path ?? `${url?.pathname ?? '/'}${url?.search ?? ''}`,
      headers: { ...headers, host: endpoint.host },
      protocol: 'http:',
      host: endpoint.hostname,
      hostname: endpoint.hostname.replace(/^\[|\]$/g, ''),
      port: endpoint.port,
      agent: undefined,
      socketPath: undefined,
    };
    const callback = parameters.find((one) => typeof one === 'function');
    return callback === undefined ? plain(local) : plain(local, callback);
  };
}

if (!settings.mayLeave) {
  const { connect } = net.Socket.prototype;
  net.Socket.prototype.connect = function guarded(/** @type {Anything[]} */ ...parameters) {
    const [first, second] = parameters;
    // `net.connect` passes its own parameters on as one list.
    const options = Array.isArray(first) ? first[0] : first;
    const isOptions = typeof options === 'object' && options !== null;
    const path = isOptions ? options.path : options;
    const isPath = typeof path === 'string' && Number.isNaN(Number(path));
    const host = isOptions ? options.host : [second].find((one) => typeof one === 'string');
    if (isPath || isThisMachine(host)) return Reflect.apply(connect, this, parameters);
    const error = refusal(`a connection to ${host}:${isOptions ? options.port : options}`);
    process.nextTick(() => this.destroy(error));
    return this;
  };

  const { send } = dgram.Socket.prototype;
  dgram.Socket.prototype.send = function guarded(/** @type {Anything[]} */ ...parameters) {
    const host = parameters.slice(1).find((one) => typeof one === 'string');
    if (isThisMachine(host)) return Reflect.apply(send, this, parameters);
    const error = refusal(`a datagram to ${host}`);
    const callback = parameters.find((one) => typeof one === 'function');
    if (callback === undefined) process.nextTick(() => this.emit('error', error));
    else process.nextTick(callback, error);
  };
  dgram.Socket.prototype.connect = function guarded(/** @type {Anything[]} */ ..._parameters) {
    throw refusal('a connected datagram socket');
  };

  /** @param {Anything} target @param {Anything} promises */
  const guardNames = (target, promises) => {
    for (const name of Object.keys(target).filter((key) => /^(?:lookup|resolve|reverse)/.test(key))) {
      const original = target[name];
      if (typeof original !== 'function') continue;
      target[name] = (/** @type {Anything[]} */ ...parameters) => {
        if (name === 'lookup' && isThisMachine(parameters[0])) return Reflect.apply(original, target, parameters);
        const error = refusal(`a look-up of the name ${parameters[0]}`);
        if (promises) return Promise.reject(error);
        const callback = parameters.findLast((one) => typeof one === 'function');
        process.nextTick(callback, error);
        return {};
      };
    }
  };
  guardNames(dns, false);
  guardNames(dns.promises, true);

  for (const name of /** @type {const} */ ([
    'spawn',
    'spawnSync',
    'exec',
    'execSync',
    'execFile',
    'execFileSync',
    'fork',
  ])) {
    /** @type {Anything} */ (childProcess)[name] = (/** @type {unknown} */ program) => {
      throw refusal(`to start the program ${String(program)}`);
    };
  }
}

// `import { request } from 'node:https'` gets the patched functions, too.
syncBuiltinESMExports();
