import type { ReactiveController } from '@lit/reactive-element';
import { rememberedKey } from '../client/remembered-key.js';
import type { LoginHost } from '../contracts/login-host.js';
import { optionalObserver } from '../dom/optional.js';
import type { PageBrand } from './brand.js';
import type { RememberedUser } from './remembered-user.js';

/** The parts of a login that only pages with their attributes need: `app-name` and `logo`, and `remember`. */
export class OptionalParts implements ReactiveController {
  brand: PageBrand | undefined;
  remembered: RememberedUser | undefined;
  /** The app client whose remembered account was removed. */
  #clearedFor: string | undefined;

  constructor(private readonly host: LoginHost) {
    host.addController(this);
    // These attributes have no properties, which would be part of the first paint.
    const observer = optionalObserver(() => new MutationObserver(() => void this.load()));
    observer.observe(host, { attributeFilter: ['app-name', 'logo', 'remember'] });
  }

  /** Before rendering: removes the account that another page or an earlier version of this one stored with `remember`. */
  hostUpdate(): void {
    const { clientId, persistence = 'local', storage } = this.host;
    if (this.host.hasAttribute('remember') || clientId === this.#clearedFor) return;
    this.#clearedFor = clientId;
    const remove = async () =>
      (storage ?? globalThis[`${persistence as 'local'}Storage`]).removeItem(rememberedKey(clientId));
    remove().catch(() => undefined);
  }

  /**
   * Loads the parts whose attributes are set. Never rejects, so that the form works without its
   * logo if that part fails.
   */
  async load(): Promise<void> {
    const { host } = this;
    await Promise.allSettled([
      host.matches('[app-name],[logo]') &&
        import('./brand.js').then(({ PageBrand }) => {
          this.brand ??= new PageBrand(host);
        }),
      host.hasAttribute('remember') &&
        // Requested together, because a browser finds the imports of a file only when the file has arrived.
        Promise.all([import('./remembered-user.js'), import('../client/remembered-account.js')]).then(
          ([{ RememberedUser }]) => {
            this.remembered ??= new RememberedUser(host);
          },
        ),
    ]);
    host.requestUpdate();
  }
}
