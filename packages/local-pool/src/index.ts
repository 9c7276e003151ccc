export type { LogLine } from './control/logs.js';
export type { OutboxMessage, ProviderRequest } from './control/outbox.js';
export type { AccessCount, FunctionAccess } from './iam/permissions.js';
export { TemplateError, UsageError } from './model/errors.js';
export {
  type LocalPool,
  type LocalPoolOptions,
  type PoolDescription,
  type ReadyReport,
  startLocalPool,
} from './start-local-pool.js';
export { type ResolvedResource, type ResolvedTemplate, resolveTemplate } from './template/resolved.js';
export type { TemplateMap, TemplateValue } from './template/source.js';
