/**
 * Imitates Lambda's Node runtime in the function's own process. The file is JavaScript because the process runs plain
 * Node: nothing else of this project is loaded next to the function's code.
 *
 * Messages of the parent: `{ id, event, remainingMs, offsetMs }`. Messages to the parent: `{ ready }` once the code is
 * loaded, then `{ id, payload }` or `{ id, error }` for each event.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { format } from 'node:util';

/** @typedef {{ id: string, event: unknown, remainingMs: number, offsetMs: number }} Invocation */
/** @typedef {{ errorType: string, errorMessage: string, stack?: string }} Failure */

const channel = process.send?.bind(process);
if (channel === undefined) throw new Error('Only the local pool can start this file: it needs an IPC channel.');

const machineDate = Date;
let offsetMs = Number(process.argv[2] ?? 0);
let currentRequestId = '';

// The function's `Date` shows the pool's time, which `POST /clock` can move.
globalThis.Date = /** @type {DateConstructor} */ (
  new Proxy(machineDate, {
    construct: (target, parameters, newTarget) =>
      Reflect.construct(target, parameters.length === 0 ? [target.now() + offsetMs] : parameters, newTarget),
    apply: (target) => new target(target.now() + offsetMs).toString(),
    get: (target, key, receiver) =>
      key === 'now' ? () => target.now() + offsetMs : Reflect.get(target, key, receiver),
  })
);

// Log entries have Lambda's text format.
for (const [method, level] of /** @type {const} */ ([
  ['log', 'INFO'],
  ['info', 'INFO'],
  ['debug', 'DEBUG'],
  ['trace', 'TRACE'],
  ['warn', 'WARN'],
  ['error', 'ERROR'],
])) {
  console[method] = (/** @type {unknown[]} */ ...values) => {
    const text = format(...values).replaceAll('\n', '\r');
    process.stdout.write(`${new Date().toISOString()}\t${currentRequestId || 'undefined'}\t${level}\t${text}\n`);
  };
}

/** @param {unknown} error @returns {Failure} */
const failureOf = (error) =>
  error instanceof Error
    ? { errorType: error.name, errorMessage: error.message, ...(error.stack ? { stack: error.stack } : {}) }
    : { errorType: typeof error, errorMessage: String(error) };

/** @param {Failure} error */
const exitWith = (error) => {
  channel({ id: currentRequestId, error }, undefined, undefined, () => process.exit(1));
};
process.on('uncaughtException', (error) => exitWith(failureOf(error)));
process.on('unhandledRejection', (reason) => {
  const { errorType, errorMessage } = failureOf(reason);
  exitWith({ errorType: 'Runtime.UnhandledPromiseRejection', errorMessage: `${errorType}: ${errorMessage}` });
});
process.on('disconnect', () => process.exit(0));

const loadHandler = async () => {
  const [root = '', name = ''] = [process.env['LAMBDA_TASK_ROOT'], process.env['_HANDLER']];
  // As in Lambda: the module's name ends at the first dot of the last segment, and the rest is the export's path.
  const dot = name.indexOf('.', name.lastIndexOf('/') + 1);
  const base = path.join(root, name.slice(0, dot));
  const file = ['.js', '.mjs', '.cjs'].map((extension) => base + extension).find((candidate) => existsSync(candidate));
  if (file === undefined)
    throw Object.assign(new Error(`Cannot find module '${name}'`), { name: 'Runtime.ImportModuleError' });
  const loaded = await import(pathToFileURL(file).href);
  const exported = name.slice(dot + 1).split('.');
  /** @param {any} container */
  const find = (container) => exported.reduce((value, key) => value?.[key], container);
  // The default export of a CommonJS module is its `module.exports`.
  const handler = [find(loaded), find(loaded.default)].find((one) => typeof one === 'function');
  if (typeof handler !== 'function') {
    throw Object.assign(new Error(`${name} is undefined or not exported`), { name: 'Runtime.HandlerNotFound' });
  }
  return /** @type {(...parameters: unknown[]) => unknown} */ (handler);
};
const loading = loadHandler();
// A failure is reported with the first event, as Lambda does.
loading.catch(() => null);

/** @param {Invocation} invocation */
const contextOf = ({ id, remainingMs }) => {
  const deadline = machineDate.now() + remainingMs;
  const name = process.env['AWS_LAMBDA_FUNCTION_NAME'] ?? '';
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionVersion: '$LATEST',
    functionName: name,
    memoryLimitInMB: process.env['AWS_LAMBDA_FUNCTION_MEMORY_SIZE'] ?? '128',
    logGroupName: process.env['AWS_LAMBDA_LOG_GROUP_NAME'],
    logStreamName: process.env['AWS_LAMBDA_LOG_STREAM_NAME'],
    invokedFunctionArn: process.argv[3] ?? '',
    awsRequestId: id,
    getRemainingTimeInMillis: () => Math.max(0, deadline - machineDate.now()),
  };
};

/** @type {(() => void) | undefined} Ends the current event when no work is left that could end it. */
let finishWithoutResult;
process.on('beforeExit', () => {
  process.channel?.ref();
  finishWithoutResult?.();
});

/** @param {Invocation} invocation */
const invoke = async (invocation) => {
  offsetMs = invocation.offsetMs;
  currentRequestId = invocation.id;
  try {
    const handler = await loading;
    const payload = await new Promise((resolve, reject) => {
      finishWithoutResult = () => resolve(null);
      /** @param {unknown} error @param {unknown} [value] */
      const callback = (error, value) => (error === null || error === undefined ? resolve(value) : reject(error));
      // The methods of Lambda's first Node runtimes, which old samples still use.
      const legacyMethods = {
        done: callback,
        fail: (/** @type {unknown} */ error) => callback(error ?? new Error('context.fail')),
        succeed: (/** @type {unknown} */ value) => callback(null, value),
      };
      const returned = handler(invocation.event, { ...contextOf(invocation), ...legacyMethods }, callback);
      if (returned !== null && typeof returned === 'object' && 'then' in returned) resolve(returned);
      // A plain return value is not a result. Work that the handler has started may still call the callback; when nothing
      // is left that could, the result is null. Until then the channel must not keep this process alive.
      else process.channel?.unref();
    });
    process.channel?.ref();
    finishWithoutResult = undefined;
    channel({ id: invocation.id, payload: JSON.stringify(payload ?? null) });
  } catch (error) {
    process.channel?.ref();
    finishWithoutResult = undefined;
    const { stack, ...failure } = failureOf(error);
    process.stdout.write(
      `${new Date().toISOString()}\t${currentRequestId}\tERROR\tInvoke Error \t${JSON.stringify({ ...failure, stack: stack?.split('\n') })}\n`,
    );
    channel({ id: invocation.id, error: failure });
  }
};
process.on('message', (message) => void invoke(/** @type {Invocation} */ (message)));
await loading.catch(() => null);
channel({ ready: true });
