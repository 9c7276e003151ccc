import type { LoginHost } from '../contracts/login-host.js';
import { attempt, optionalObserver } from '../dom/optional.js';

interface Size {
  readonly width: number;
  readonly height: number;
}

const DURATION_MS = 240;
const EASING = 'cubic-bezier(.2, 0, 0, 1)';
/** The parts that are faded in with a new step. The fields follow a moment later. */
const FADED = 'svg, .lead, h2, .field';

const prefersReducedMotion = (): boolean => attempt(() => matchMedia('(prefers-reduced-motion: reduce)').matches, true);

/**
 * A short motion from one step to the next: the new step fades in, and the box changes its height. Both are appearance only.
 * There is never more than one step in the document, and by the time the motion begins the new one is complete, has the focus
 * and accepts input. The first step that a page shows does not move, and for users who prefer reduced motion no step does.
 */
export class StepMotion {
  #form: HTMLFormElement | undefined;
  /** The name of the view that the form shows; empty while it shows none. */
  #view = '';
  /** The form's size in the latest frame, recorded so that no layout has to be forced for it. */
  #size: Size = { width: 0, height: 0 };
  #animation: Animation | undefined;
  readonly #observer = optionalObserver(
    () =>
      new ResizeObserver(([entry]) => {
        const [box] = entry!.borderBoxSize;
        this.#size = { width: box!.inlineSize, height: box!.blockSize };
      }),
  );

  constructor(private readonly host: LoginHost) {}

  /** After rendering: starts the motion if another step is shown. */
  hostUpdated(): void {
    const form = this.host.renderRoot.querySelector('form');
    if (!form) return;
    if (form !== this.#form) {
      this.#observer.disconnect();
      this.#observer.observe(form);
      this.#form = form;
    }
    const step = form.dataset['step'] ?? '';
    const view = form.inert ? '' : `${step} ${form.querySelector<HTMLInputElement>('.group input')?.name}`;
    const previous = this.#view;
    this.#view = view;
    if (!previous || !view || previous === view || prefersReducedMotion()) return;
    // Switching between phone and email changes the height alone.
    if (!previous.startsWith(`${step} `)) attempt(() => this.#fadeIn(form), undefined);
    // In the frame that shows the new step for the first time: by then its layout is known.
    const before = this.#size;
    requestAnimationFrame(() => attempt(() => this.#changeHeight(form, before), undefined));
  }

  /** When the element is removed from the page. */
  disconnect(): void {
    this.#observer.disconnect();
    this.#animation?.cancel();
    this.#form = undefined;
    this.#view = '';
  }

  #fadeIn(form: HTMLFormElement): void {
    for (const part of form.querySelectorAll(FADED)) {
      // Slotted content of the page is not animated.
      if (part.closest('[slot]')) continue;
      const delay = part.matches('.field') ? 40 : 0;
      part.animate(
        { opacity: [0, 1], translate: ['0 6px', '0'] },
        { duration: DURATION_MS, delay, easing: 'ease-out', fill: 'backwards' },
      );
    }
  }

  #changeHeight(form: HTMLFormElement, { width, height }: Size): void {
    this.#animation?.cancel();
    const next = form.offsetHeight;
    // Another width means that the page has changed its layout, and that the heights can't be compared.
    if (!height || next === Math.round(height) || form.offsetWidth !== Math.round(width)) return;
    const frame = (pixels: number) => ({ height: `${pixels}px`, overflow: 'clip' });
    this.#animation = form.animate([frame(height), frame(next)], { duration: DURATION_MS, easing: EASING });
  }
}
