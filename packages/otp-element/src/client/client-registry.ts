import { createOtpClient, type OtpClient, type OtpClientOptions } from '@cognito-otp/client';

type Base = Pick<OtpClientOptions, 'userPoolId' | 'clientId' | 'region' | 'endpoint' | 'persistence'>;

interface Entry {
  readonly base: string;
  readonly rest: string;
  readonly client: OtpClient;
  users: number;
  /** Those who took any client, and would rather have that of a form. */
  readonly movers: Set<() => void>;
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
 * @param move called when a form's client comes after one that was made for companions alone and remembers nothing, so
 *   that it could never hear of the form's session: time to give it back and to borrow again.
 * @throws {OtpError} `configuration`, when a client can't be made of these options.
 */
export function borrowClient(base: Base, rest: Omit<OtpClientOptions, keyof Base> | null, move?: () => void): Loan {
  if (rest?.storage || rest?.fetcher) {
    const client = createOtpClient({ ...base, ...rest });
    return { client, release: () => client.close() };
  }
  const [baseKey, restKey] = [JSON.stringify(base), JSON.stringify(rest)];
  let entry = entries.find((each) => each.base === baseKey && (!rest || each.rest === restKey));
  if (!entry) {
    const client = createOtpClient({ ...base, ...rest });
    entry = { base: baseKey, rest: restKey, client, users: 0, movers: new Set() };
    // Before those that companions made, so that it is found first.
    entries.unshift(entry);
  }
  const mine = entry;
  mine.users++;
  if (!rest && move && base.persistence === 'memory') mine.movers.add(move);
  if (rest) moveCompanions(baseKey);
  let held = true;
  return {
    client: mine.client,
    release() {
      if (!held) return;
      held = false;
      if (move) mine.movers.delete(move);
      if (--mine.users > 0) return;
      entries.splice(entries.indexOf(mine), 1);
      mine.client.close();
    },
  };
}

function moveCompanions(base: string): void {
  const left = entries.filter((each) => each.base === base && each.rest === 'null');
  for (const move of left.flatMap(({ movers }) => [...movers])) move();
}
