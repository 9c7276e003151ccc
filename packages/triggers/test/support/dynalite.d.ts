/** Types of `dynalite`, which has none of its own; only what the tests use. */
declare module 'dynalite' {
  import type { Server } from 'node:http';
  export default function dynalite(options?: { createTableMs?: number; deleteTableMs?: number }): Server;
}
