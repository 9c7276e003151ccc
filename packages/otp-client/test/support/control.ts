import { pool } from './tabs.js';

/** The local pool's own endpoints, for faults and for its clock. */
async function control<T>(method: string, path: string, body?: unknown): Promise<T> {
  const reply = await fetch(pool.endpoint + path, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (!reply.ok) throw new Error(`${method} ${path}: ${await reply.text()}`);
  return (reply.status === 204 ? undefined : reply.json()) as T;
}

export const fault = (what: object) => control('POST', '/faults', what);
/** How often the faults that are set have struck: how often the call reached Cognito. */
export const struck = async () =>
  (await control<{ struck: number }[]>('GET', '/faults')).reduce((sum, { struck }) => sum + struck, 0);
export const advance = (advanceMs: number) => control('POST', '/clock', { advanceMs });
export async function reset() {
  await control('DELETE', '/faults');
  await control('DELETE', '/clock');
}
