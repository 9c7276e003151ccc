import { css, html, LitElement } from 'lit';

/** A minimal form made with Lit, as a lower bound for elements that use Lit. */
class OneInput extends LitElement {
  static properties = { value: { state: true } };

  static styles = css`
    label {
      display: block;
    }
  `;

  render() {
    return html`<form><label>Mobile number <input type="tel" autocomplete="tel" .value=${this.value ?? ''} @input=${this.#typed}></label><button>Send code</button></form>`;
  }

  #typed = ({ target }) => {
    this.value = target.value;
  };
}

customElements.define('one-input', OneInput);
