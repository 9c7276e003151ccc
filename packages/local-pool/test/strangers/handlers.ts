/** Handlers as transpilers and frameworks emit them. */

/**
 * A handler's file, its name, and the result of a sign-up through it: `true`, or the error message.
 */
export interface HandlerShape {
  readonly title: string;
  readonly file: string;
  readonly handler: string;
  readonly code: string;
  readonly result: true | RegExp;
}

const CONFIRM = 'event.response.autoConfirmUser = true;';

const shape = (
  title: string,
  code: string,
  { file = 'index.js', handler = 'index.handler', result = true }: Partial<HandlerShape> = {},
): HandlerShape => ({ title, file, handler, code, result });

/** Every shape is a function of its own. */
export const HANDLER_SHAPES: readonly HandlerShape[] = [
  shape('a promise', `exports.handler = (event) => { ${CONFIRM} return Promise.resolve(event); };`),
  shape(
    'a callback',
    `exports.handler = (event, context, callback) => { ${CONFIRM} setTimeout(() => callback(null, event), 5); };`,
  ),
  shape(
    'a callback behind a wrapper that declares no parameters',
    `const inner = (event, context, callback) => { ${CONFIRM} setTimeout(() => callback(null, event), 5); };
     exports.handler = function () { return inner.apply(this, arguments); };`,
  ),
  shape(
    'context.done after some work',
    `exports.handler = (event, context) => { ${CONFIRM} setTimeout(() => context.done(null, event), 5); };`,
  ),
  shape(
    'context.succeed at once',
    `exports.handler = function (event, context) { ${CONFIRM} context.succeed(event); };`,
  ),
  shape(
    'context.fail after some work',
    `exports.handler = (event, context) => { setTimeout(() => context.fail(new Error('late')), 5); };`,
    { result: /^PreSignUp failed with error late\.$/ },
  ),
  shape('an error in the callback', `exports.handler = (event, context, callback) => callback(new Error('no'));`, {
    result: /^PreSignUp failed with error no\.$/,
  }),
  shape('a plain return value, which Lambda ignores', `exports.handler = (event) => { ${CONFIRM} return event; };`, {
    result: /^Unrecognizable lambda output$/,
  }),
  shape(
    'no result although a callback is declared',
    'exports.handler = (event, context, callback) => { setTimeout(() => undefined, 5); };',
    { result: /^Unrecognizable lambda output$/ },
  ),
  shape(
    'esbuild’s CommonJS',
    `var __defProp = Object.defineProperty;
     var main_exports = {};
     __defProp(main_exports, 'handler', { get: () => handler, enumerable: true });
     module.exports = ((mod) => { const to = __defProp({}, '__esModule', { value: true }); for (const key of Object.getOwnPropertyNames(mod)) __defProp(to, key, { get: () => mod[key], enumerable: true }); return to; })(main_exports);
     async function handler(event) { ${CONFIRM} return event; }`,
  ),
  shape(
    'TypeScript’s generator in place of async',
    `"use strict"; Object.defineProperty(exports, "__esModule", { value: true });
     const handler = (event) => new Promise((resolve) => { const steps = (function* () { ${CONFIRM} return event; })(); resolve(steps.next().value); });
     exports.handler = handler;`,
  ),
  shape(
    'a default export of CommonJS',
    `exports.__esModule = true; exports.default = async (event) => { ${CONFIRM} return event; };`,
    { handler: 'index.default' },
  ),
  shape('a default export of an ES module', `export default async (event) => { ${CONFIRM} return event; };`, {
    file: 'index.mjs',
    handler: 'index.default',
  }),
  shape(
    'an ES module with a default export beside the handler',
    `export const handler = async (event) => { ${CONFIRM} return event; }; export default { handler: 1 };`,
    { file: 'index.mjs' },
  ),
  shape('a path of exports', `exports.triggers = { sign: { up: async (event) => { ${CONFIRM} return event; } } };`, {
    file: 'src/main.js',
    handler: 'src/main.triggers.sign.up',
  }),
  shape('an export that is no function', 'exports.handler = 5;', {
    result: /^PreSignUp failed with error index\.handler is undefined or not exported\.$/,
  }),
];
