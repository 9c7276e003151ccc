import { createOtpClient, type OtpClient, type OtpClientOptions } from '@cognito-otp/client';

type Base = Pick<OtpClientOptions, 'userPoolId' | 'clientId' | 'region' | 'endpoint' | 'persistence'>;

interface Entry {
  readonly base: string;
  readonly rest: string;
  readonly client: OtpClient;
  users: number;
}

export interface Loan {
  readonly client: OtpClient;
  /** Gives it back; the last to do so closes it. */
  release(): void;
}

const entries: Entry[] = [];

/**
 * One client for all elements of a page that say the same about pool and app client.
 *
 * @param rest what else the client is made with; null takes any client there is for the base. A client that was given its
 *   own storage or fetch is never shared.
 * @throws {OtpError} `configuration`, when a client can't be made of these options.
 */
export function borrowClient(base: Base, rest: Omit<OtpClientOptions, keyof Base> | null): Loan {
  if (rest?.storage || rest?.fetcher) {
    const client = createOtpClient({ ...base, ...rest });
    return { client, release: () => client.close() };
  }
  const [baseKey, restKey] = [JSON.stringify(base), JSON.stringify(rest)];
  let entry = entries.find((each) => each.base === baseKey && (!rest || each.rest === restKey));
  if (!entry) {
    entry = { base: baseKey, rest: restKey, client: createOtpClient({ ...base, ...rest }), users: 0 };
    entries.push(entry);
  }
  const mine = entry;
  mine.users++;
  let held = true;
  return {
    client: mine.client,
    release() {
      if (!held) return;
      held = false;
      if (--mine.users > 0) return;
      entries.splice(entries.indexOf(mine), 1);
      mine.client.close();
    },
  };
}
