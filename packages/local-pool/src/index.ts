// The package's public API: start a pool from a program, and resolve a template for tests of the template.

export type { LogLine } from './control/logs.js';
export type { OutboxMessage, ProviderRequest } from './control/outbox.js';
export type { AccessCount, FunctionAccess } from './iam/permissions.js';
export { TemplateError, UsageError } from './model/errors.js';
export type { PoolDescription, ReadyReport } from './ready-report.js';
export { type DynaliteServer, startDynalite } from './services/dynamodb/dynalite-server.js';
export {
  type LocalPool,
  type LocalPoolOptions,
  startLocalPool,
} from './start-local-pool.js';
export type { TemplateMap, TemplateValue } from './template/parse.js';
export { type ResolvedResource, type ResolvedTemplate, resolveTemplate } from './template/resolve-template.js';
