/** Triggers of a user pool that has other app clients, too: events of those pass through unchanged. */

/** The part of every Cognito trigger event that names the app client. */
interface ClientEvent {
  readonly callerContext?: { readonly clientId?: unknown };
}

/**
 * Whether an event is about an app client whose users sign in with codes.
 *
 * @param appClients their ids; empty means every app client of the pool. Administrative calls have no app client: Cognito sends
 *   `CLIENT_ID_NOT_APPLICABLE`, which is in no list.
 */
export function isOwnEvent(appClients: ReadonlySet<string>, event: ClientEvent | undefined): boolean {
  const id = event?.callerContext?.clientId;
  return appClients.size === 0 || (typeof id === 'string' && appClients.has(id));
}

/**
 * Limits a handler to some app clients. Events of all others are returned as they came, which is how Cognito behaves without
 * the trigger.
 *
 * @param appClients as for {@link isOwnEvent}.
 * @param handler handles the events of these app clients.
 */
export function forAppClients<Event extends ClientEvent>(
  appClients: ReadonlySet<string>,
  handler: (event: Event) => Promise<Event>,
): (event: Event) => Promise<Event> {
  return async (event) => (isOwnEvent(appClients, event) ? handler(event) : event);
}
