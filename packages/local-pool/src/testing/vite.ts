// A plugin for Vite, and so for Vitest: a pool that runs as long as the dev server does.

import { type LocalPool, type LocalPoolOptions, startLocalPool } from '../start-local-pool.js';

/** The options of the plugin: those of `startLocalPool`, and the prefix of the settings' names. */
export interface LocalPoolViteOptions extends LocalPoolOptions {
  /**
   * The beginning of the variables' names in `import.meta.env`. Default: `VITE_COGNITO_`, which gives `VITE_COGNITO_ENDPOINT`,
   * `VITE_COGNITO_USER_POOL_ID`, `VITE_COGNITO_CLIENT_ID` and `VITE_COGNITO_REGION`.
   */
  readonly envPrefix?: string;
}

/** The part of Vite's server that the plugin uses. */
interface ViteServer {
  readonly config: { readonly logger: { info(text: string): void } };
}

/** The plugin. Vite's type `Plugin` accepts it; Vite is no dependency of this package. */
export interface LocalPoolVitePlugin {
  readonly name: string;
  readonly apply: 'serve';
  config(config: object, environment: { readonly isPreview?: boolean }): Promise<InjectedConfig>;
  configureServer(server: ViteServer): void;
  closeBundle(): Promise<void>;
}

/** The settings that the plugin adds to Vite's configuration. */
interface InjectedConfig {
  /** For pages: what `import.meta.env.…` is replaced with. */
  readonly define?: Record<string, string>;
  /** For tests: Vitest sets these in `import.meta.env` and `process.env`. */
  readonly test?: { readonly env: Record<string, string> };
}

/** A pool that servers with the same options share: Vite starts the new server before it closes the old one. */
interface SharedPool {
  readonly starting: Promise<LocalPool>;
  users: number;
}

const running = new Map<string, SharedPool>();

/**
 * Creates a plugin that starts a pool with Vite's dev server, or with Vitest, and stops it with them. Pages, `index.html` and tests
 * find the settings in `import.meta.env`. A build does not start a pool.
 *
 * @param options those of `startLocalPool`, and `envPrefix`
 *
 * @example
 * ```ts
 * // vite.config.ts
 * import { localPool } from '@cognito-otp/local-pool/vite';
 *
 * export default { plugins: [localPool({ template: 'template.yaml', watch: true })] };
 *
 * // In the page: createOtpClient({ endpoint: import.meta.env.VITE_COGNITO_ENDPOINT, … })
 * ```
 */
export function localPool({ envPrefix = 'VITE_COGNITO_', ...options }: LocalPoolViteOptions): LocalPoolVitePlugin {
  const key = JSON.stringify(options);
  let shared: SharedPool | undefined;
  let endpoint = '';
  return {
    name: 'cognito-otp-local-pool',
    apply: 'serve',
    async config(_, { isPreview }) {
      if (isPreview === true) return {};
      shared ??= acquire(key, options);
      const pool = await shared.starting;
      endpoint = pool.endpoint;
      const env = {
        [`${envPrefix}ENDPOINT`]: pool.endpoint,
        [`${envPrefix}USER_POOL_ID`]: pool.userPoolId,
        [`${envPrefix}CLIENT_ID`]: pool.clientId,
        [`${envPrefix}REGION`]: pool.region,
      };
      const define: Record<string, string> = {};
      for (const [name, value] of Object.entries(env)) define[`import.meta.env.${name}`] = JSON.stringify(value);
      return { define, test: { env } };
    },
    configureServer({ config }) {
      if (endpoint !== '') config.logger.info(`  Local pool: ${endpoint}`);
    },
    // Vite calls this once for each of a server's environments.
    async closeBundle() {
      const released = shared;
      shared = undefined;
      if (released !== undefined) await release(key, released);
    },
  };
}

function acquire(key: string, options: LocalPoolOptions): SharedPool {
  const pool = running.get(key) ?? { starting: startLocalPool(options), users: 0 };
  running.set(key, pool);
  pool.users += 1;
  // After a failed start, the next server tries again.
  pool.starting.catch(() => running.delete(key));
  return pool;
}

async function release(key: string, pool: SharedPool): Promise<void> {
  pool.users -= 1;
  if (pool.users > 0) return;
  running.delete(key);
  const started = await pool.starting.catch(() => undefined);
  await started?.close();
}
