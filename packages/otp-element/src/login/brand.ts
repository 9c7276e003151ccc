import type { ReactiveController } from '@lit/reactive-element';
import { LoginErrorEvent } from '../contracts/events.js';
import type { LoginHost } from '../contracts/login-host.js';
import type { StepView } from '../contracts/step-view.js';
import type { Brand } from '../contracts/view-models.js';
import { addForeignStyles } from '../dom/adopted-styles.js';
import { brandStyles } from '../styles/brand.styles.js';
import { branded } from '../views/brand.js';
import { logoUrl } from '../views/logo-url.js';

/**
 * The page's name and logo in the form (`app-name`, `logo`). Hides an image that can't be loaded, and reports a URL that
 * isn't allowed.
 */
export class PageBrand implements ReactiveController {
  /** The image and the URL that were checked last. */
  #image: HTMLImageElement | undefined;
  #src = '';
  /** The invalid URL that was reported last. */
  #reported: string | undefined;

  /** The styles of the logo. */
  readonly styles = brandStyles;

  constructor(private readonly host: LoginHost) {
    host.addController(this);
    host.addStyles(brandStyles);
    if (host.renderRoot === host.shadowRoot) addForeignStyles(host.shadowRoot!, brandStyles);
  }

  /** The parts of a step that the name and the logo replace. */
  of(name: StepView['name']): Brand {
    const { host } = this;
    const source = { appName: host.getAttribute('app-name'), logo: host.getAttribute('logo') };
    return branded({ name }, source, [host.messages, host.texts]);
  }

  /** After rendering. */
  hostUpdated(): void {
    const { host } = this;
    const logo = host.getAttribute('logo');
    const image = host.renderRoot.querySelector<HTMLImageElement>('img[part=logo]') ?? undefined;
    if (image && (image !== this.#image || image.src !== this.#src)) this.#check(image);
    if (!logo || logoUrl(logo) || logo === this.#reported) return;
    this.#reported = logo;
    const message = 'Invalid attribute "logo": expected an https URL, or one of the same origin.';
    host.dispatchEvent(new LoginErrorEvent('configuration', message, false, null));
  }

  /**
   * Hides the image if it can't be loaded. It may have failed before this module was loaded, so a second image requests the
   * same URL, which the browser has cached by then. Neither its size nor `decode()` shows a failure: an SVG image may have
   * no size.
   */
  #check(image: HTMLImageElement): void {
    const { src } = image;
    this.#image = image;
    this.#src = src;
    image.hidden = false;
    const probe = new Image();
    probe.onerror = () => {
      if (image.src === src) image.hidden = true;
    };
    probe.src = src;
  }
}
