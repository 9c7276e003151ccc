/** Port: where the secret comes from that codes are derived with. `domain/keyring.ts` works with what it returns. */

/** One version of the pool's secret. */
export interface SecretVersion {
  /** The store's id for this version. */
  readonly version: string;
  /** The 32-byte key that codes are derived with. */
  readonly key: Uint8Array;
}

/** The current secret version, the one before the last rotation, and the pepper. */
export interface Keyring {
  readonly current: SecretVersion;
  /** Absent before the first rotation. */
  readonly previous?: SecretVersion;
  /** The key for table keys. It stays the same through rotations, because every budget would otherwise start from zero. */
  readonly pepper: Uint8Array;
}

/** Provides the {@link Keyring}. */
export interface KeyringSource {
  /**
   * Returns the keyring, possibly from a cache.
   *
   * @param signal aborts when the trigger runs out of time.
   * @param requiredVersion a version that the keyring must contain: a cached keyring without it is fetched again.
   * @throws if the secret cannot be read.
   */
  keyring(signal: AbortSignal, requiredVersion?: string): Promise<Keyring>;
}
