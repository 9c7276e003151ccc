import type { Log } from '../ports/log.js';

/** A {@link Log} that prints each event as one line of JSON on standard output. */
export const jsonLog: Log = (event, fields = {}) => {
  console.log(JSON.stringify({ event, ...fields }));
};
