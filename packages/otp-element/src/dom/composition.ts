/** Follows input methods, with which a text is composed before it is final: Chinese, Japanese and Korean ones for instance. */
export class CompositionObserver {
  /** The field in which a text is being composed. */
  #field: EventTarget | undefined;

  /**
   * @param root where the fields are.
   * @param onEnd called with a field, of the page's too, whose text has become final. Some browsers dispatch no input event after that.
   */
  constructor(root: Node, onEnd: (field: HTMLInputElement) => void) {
    const onStart = ({ target }: Event) => {
      this.#field = target ?? undefined;
    };
    root.addEventListener('compositionstart', onStart, true);
    root.addEventListener('compositionend', ({ target }) => {
      this.#field = undefined;
      onEnd(target as HTMLInputElement);
    });
    // The composition may have begun before this observer.
    const onInput = (event: Event) => (event as InputEvent).isComposing && onStart(event);
    root.addEventListener('input', onInput, true);
    root.addEventListener('focusout', () => {
      this.#field = undefined;
    });
  }

  /** Whether a text is being composed in the field, so that neither script nor form may use what it contains so far. */
  isComposing(field: HTMLInputElement): boolean {
    return this.#field === field;
  }

  /** Ends a composition, as leaving the field does, so that its text is final. The field keeps the focus. */
  end(): void {
    const field = this.#field as HTMLInputElement | undefined;
    field?.blur();
    field?.focus();
  }
}
