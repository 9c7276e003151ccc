/** The `ClientMetadata` of a call; undefined when it has none. */
export type ClientMetadata = Readonly<Record<string, string>> | undefined;

/** `clientMetadata` as a member of a trigger's request, which is left out when the call has none. */
export const metadataField = (clientMetadata: ClientMetadata): { clientMetadata?: Readonly<Record<string, string>> } =>
  clientMetadata === undefined ? {} : { clientMetadata };
