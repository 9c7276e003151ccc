import { createOtpClient, type OtpClient, type OtpClientOptions } from '@cognito-otp/client';

/** The options that identify a session: elements that agree on them share a client. */
type SessionOptions = Pick<OtpClientOptions, 'userPoolId' | 'clientId' | 'region' | 'endpoint' | 'persistence'>;

/** What only a sign-in form adds to a client's options. */
type FormOptions = Omit<OtpClientOptions, keyof SessionOptions>;

interface Entry {
  readonly sessionKey: string;
  readonly formKey: string;
  readonly client: OtpClient;
  /** The form's own storage and fetch function, if it has any: the entry then serves one form at a time. */
  readonly own: readonly unknown[] | undefined;
  leases: number;
  /** Called when a form's client becomes available, for companion elements that hold a client of their own. */
  readonly reattachCallbacks: Set<() => void>;
}

/** A client in use by one element. */
export interface ClientLease {
  readonly client: OtpClient;
  /** Gives the client back. The last lease to be released closes it. */
  release(): void;
}

const entries: Entry[] = [];

/**
 * How long, in ms, a client that keeps its session in memory outlives the last element that used it: single-page
 * applications remove and insert elements when the route changes.
 */
const MEMORY_GRACE_MS = 60_000;

/** The form key of a client that companion elements made. */
const COMPANIONS = '';

/**
 * One client for all elements of a page with the same user pool and app client. A client that was given its own storage or
 * fetch function is used by one form at a time.
 *
 * @param form the form's options; `undefined` takes any client for the session, made by a form or by a companion element.
 * @param reattach called if a form acquires a client later, in a session that is kept in memory: a companion's own client
 *   could never see the form's session. The companion then releases its lease and acquires the form's client.
 * @throws {OtpError} `configuration`, if no client can be made from these options.
 */
export function acquireClient(
  session: SessionOptions,
  form: FormOptions | undefined,
  reattach?: () => void,
): ClientLease {
  const entry = findOrCreate(session, form);
  entry.leases++;
  if (!form && reattach && session.persistence === 'memory') entry.reattachCallbacks.add(reattach);
  if (form) reattachCompanions(entry.sessionKey);
  let held = true;
  return {
    client: entry.client,
    release() {
      if (!held) return;
      held = false;
      if (reattach) entry.reattachCallbacks.delete(reattach);
      entry.leases--;
      if (session.persistence === 'memory') setTimeout(() => closeUnused(entry), MEMORY_GRACE_MS);
      else closeUnused(entry);
    },
  };
}

function closeUnused(entry: Entry): void {
  const index = entries.indexOf(entry);
  if (entry.leases > 0 || index < 0) return;
  entries.splice(index, 1);
  entry.client.close();
}

function findOrCreate(session: SessionOptions, form: FormOptions | undefined): Entry {
  const sessionKey = JSON.stringify(session);
  const formKey = form ? JSON.stringify(form) : COMPANIONS;
  const own = form?.storage || form?.fetcher ? [form.storage, form.fetcher] : undefined;
  const isUsable = (each: Entry) =>
    own ? !each.leases && own.every((value, index) => value === each.own?.[index]) : !each.own;
  const found = entries.find(
    (each) => each.sessionKey === sessionKey && (!form || each.formKey === formKey) && isUsable(each),
  );
  if (found) return found;
  const client = createOtpClient({ ...session, ...form });
  const entry: Entry = { sessionKey, formKey, client, own, leases: 0, reattachCallbacks: new Set() };
  // Before the clients that companions made, so that it is found first.
  entries.unshift(entry);
  return entry;
}

function reattachCompanions(sessionKey: string): void {
  const companions = entries.filter((each) => each.sessionKey === sessionKey && each.formKey === COMPANIONS);
  for (const reattach of companions.flatMap((each) => [...each.reattachCallbacks])) reattach();
}
