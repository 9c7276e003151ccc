// The smoke test of a deployed stack.

export { EXIT_CODES, helpText, parseCommandLine, type SmokeOptions, UsageError } from './command-line.js';
export type { Outcome, Probe } from './probe.js';
export { PROBES } from './registry.js';
export { runSmoke, type Surroundings } from './run.js';
export { mask } from './support/mask.js';
