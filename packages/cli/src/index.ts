/** The command line for programs: the same commands, with their output as lines. */
export { type Io, run } from './command-line.js';
