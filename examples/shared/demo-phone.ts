/** One message as the local pool's outbox lists it. */
interface OutboxMessage {
  id: string;
  channel: 'sms' | 'email';
  to: string;
  body: string;
  subject?: string;
  at: string | number;
}

const styles = new CSSStyleSheet();
styles.replaceSync(`
  :host { display: block; position: sticky; top: 24px; }
  .phone {
    display: flex; flex-direction: column; height: min(600px, 86vh);
    border-radius: 44px; padding: 12px; background: light-dark(#1b1e24, #05070a);
    box-shadow: 0 0 0 1px light-dark(#0003, #3a414d), 0 24px 48px -20px #0007;
  }
  .screen {
    flex: 1; min-height: 0; display: flex; flex-direction: column; border-radius: 33px; overflow: hidden;
    background: light-dark(#eef1f6, #14181e); color: light-dark(#171a1f, #eef1f5);
  }
  .top { display: flex; justify-content: space-between; padding: 12px 26px 4px; font: 600 13px/18px system-ui, sans-serif; font-variant-numeric: tabular-nums; }
  .battery { width: 24px; height: 12px; margin-top: 3px; border: 1.5px solid currentColor; border-radius: 4px; position: relative; opacity: .8; }
  .battery::after { content: ""; position: absolute; inset: 1.5px; inset-inline-end: 6px; background: currentColor; border-radius: 1.5px; }
  h2 { font: 700 20px/1.2 system-ui, sans-serif; margin: 12px 20px 10px; letter-spacing: -.01em; }
  ol { list-style: none; margin: 0; padding: 4px 14px 20px; overflow-y: auto; flex: 1; display: flex; flex-direction: column; gap: 10px; }
  .empty { margin: auto 24px; text-align: center; color: light-dark(#5a6371, #a3adbb); font: 15px/1.5 system-ui, sans-serif; }
  .empty[hidden] { display: none; }
  li { background: light-dark(#fff, #232931); border-radius: 18px; padding: 12px 14px; font: 15px/1.45 system-ui, sans-serif; animation: arrive .35s cubic-bezier(.2, .9, .3, 1.15); }
  li header { display: flex; justify-content: space-between; gap: 8px; font-size: 12px; line-height: 16px; color: light-dark(#5a6371, #a3adbb); margin-bottom: 4px; }
  li header span:first-child { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
  li strong { display: block; font-size: 15px; }
  li p { margin: 0; white-space: pre-line; overflow-wrap: anywhere; }
  li button {
    display: inline-flex; align-items: center; gap: 8px; margin-top: 10px; min-height: 36px; padding: 4px 14px; cursor: pointer;
    font: 600 16px/1 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; letter-spacing: .12em; border: 0; border-radius: 10px;
    background: light-dark(#e4ebff, #2b3a63); color: light-dark(#12348f, #d5e0ff);
  }
  li button small { font: 500 12px/1 system-ui, sans-serif; letter-spacing: 0; }
  li button:focus-visible { outline: 2px solid currentColor; outline-offset: 2px; }
  @keyframes arrive { from { opacity: 0; transform: translateY(-14px) scale(.97); } }
  @media (prefers-reduced-motion: reduce) { li { animation: none; } }
`);

/**
 * The phone beside a form: shows what the local pool's outbox holds, newest first, as it arrives.
 * Attribute `endpoint`: the local pool's address.
 */
class DemoPhone extends HTMLElement {
  #events: EventSource | undefined;
  #seen = new Set<string>();

  connectedCallback() {
    const root = this.shadowRoot ?? this.#draw();
    const endpoint = this.getAttribute('endpoint') ?? '';
    const show = (message: OutboxMessage) => this.#show(root, message);
    this.#events = new EventSource(`${endpoint}/outbox/events`);
    this.#events.addEventListener('message', (event) => show(JSON.parse(event.data)));
    // What arrived before this page was opened, such as a code that a reload is waiting for.
    this.#events.addEventListener('open', async () => {
      const response = await fetch(`${endpoint}/outbox`);
      for (const message of (await response.json()) as OutboxMessage[]) show(message);
    });
  }

  disconnectedCallback() {
    this.#events?.close();
  }

  #draw(): ShadowRoot {
    const root = this.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [styles];
    root.innerHTML = `
      <section class="phone" aria-label="A phone that gets the messages">
        <div class="screen">
          <div class="top" aria-hidden="true"><span class="clock"></span><span class="battery"></span></div>
          <h2>Messages</h2>
          <p class="empty">Nothing yet. Ask for a code on the page, and it appears here.</p>
          <ol aria-live="polite" aria-relevant="additions"></ol>
        </div>
      </section>`;
    const clock = root.querySelector('.clock')!;
    const tick = () => {
      clock.textContent = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' }).format();
    };
    tick();
    setInterval(tick, 10_000);
    return root;
  }

  #show(root: ShadowRoot, message: OutboxMessage) {
    if (this.#seen.has(message.id)) return;
    this.#seen.add(message.id);
    root.querySelector<HTMLElement>('.empty')!.hidden = true;
    const item = document.createElement('li');
    const header = document.createElement('header');
    const to = document.createElement('span');
    to.textContent = `${message.channel === 'sms' ? 'SMS' : 'E-mail'} to ${message.to}`;
    const at = document.createElement('span');
    at.textContent = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' }).format(new Date(message.at));
    header.append(to, at);
    item.append(header);
    if (message.subject) {
      const subject = document.createElement('strong');
      subject.textContent = message.subject;
      item.append(subject);
    }
    const text = document.createElement('p');
    text.textContent = message.body.trim();
    item.append(text);
    const code = /(?<!\d)\d{4,10}(?!\d)/.exec(message.body)?.[0];
    if (code) item.append(copyButton(code));
    root.querySelector('ol')!.prepend(item);
  }
}

function copyButton(code: string): HTMLButtonElement {
  const button = document.createElement('button');
  const hint = document.createElement('small');
  hint.textContent = 'Copy';
  button.type = 'button';
  button.setAttribute('aria-label', `Copy the code ${code}`);
  button.append(code, hint);
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(code);
    hint.textContent = 'Copied';
  });
  return button;
}

customElements.define('demo-phone', DemoPhone);
