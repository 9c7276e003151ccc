/** A group of chips: the radio buttons' name, the choices, and what to do when one is selected. */
interface Choices {
  readonly name: string;
  /** The initial choice if the URL fragment names none. Default: the first. */
  readonly preset?: string;
  readonly choices: readonly { readonly value: string; readonly text: string; readonly lang?: string }[];
  choose(value: string): void;
}

/** Fills a fieldset with one radio button per choice, styled as chips. The URL fragment keeps the selected choice. */
export function chips(fieldset: HTMLFieldSetElement, { name, preset, choices, choose }: Choices) {
  const selected = decodeURIComponent(location.hash.slice(1)) || preset;
  const first = choices.find((choice) => choice.value === selected) ?? choices[0]!;
  for (const { value, text, lang } of choices) {
    const label = document.createElement('label');
    const input = document.createElement('input');
    Object.assign(input, { type: 'radio', name, value, checked: value === first.value });
    input.addEventListener('change', () => {
      history.replaceState(null, '', `#${value}`);
      choose(value);
    });
    const word = document.createElement('span');
    word.textContent = text;
    if (lang) word.lang = lang;
    label.append(input, word);
    fieldset.append(label);
  }
  choose(first.value);
}
