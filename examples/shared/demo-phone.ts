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
  :host { display: block; position: sticky; top: 24px; font: 15px/1.4 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
  .phone {
    position: relative; display: flex; flex-direction: column; height: min(620px, 86vh); padding: 11px; border-radius: 52px;
    background: linear-gradient(145deg, light-dark(#3a3f4a, #2a2f39), light-dark(#15181f, #090b0f) 45%);
    box-shadow: inset 0 0 0 1.5px light-dark(#596070, #4a5261), 0 32px 64px -28px light-dark(#0b10238c, #000), 0 4px 12px #0b10231f;
  }
  .screen {
    flex: 1; min-height: 0; display: flex; flex-direction: column; border-radius: 41px; overflow: hidden;
    background: linear-gradient(light-dark(#e9edfb, #1a1e2b), light-dark(#f6f7fa, #10131a) 40%); color: light-dark(#161a26, #eef0f6);
  }
  .top { position: relative; display: flex; justify-content: space-between; padding: 13px 28px 6px; font-weight: 600; font-size: 14px; line-height: 20px; font-variant-numeric: tabular-nums; }
  .top::before { content: ""; position: absolute; inset: 10px calc(50% - 42px) auto; height: 25px; border-radius: 99px; background: #0b0d12; }
  .battery { width: 25px; height: 12px; margin-top: 4px; border: 1.5px solid currentColor; border-radius: 4px; position: relative; opacity: .85; }
  .battery::after { content: ""; position: absolute; inset: 1.5px; inset-inline-end: 6px; background: currentColor; border-radius: 1.5px; }
  h2 { font-weight: 750; font-size: 26px; line-height: 1.2; margin: 18px 22px 10px; letter-spacing: -.022em; }
  ol { list-style: none; margin: 0; padding: 4px 12px 24px; overflow-y: auto; scrollbar-width: none; flex: 1; display: flex; flex-direction: column; gap: 10px; }
  .empty { margin: 28% 32px 0; text-align: center; color: light-dark(#545c6c, #a5aebd); text-wrap: balance; }
  .empty::before { content: ""; display: block; width: 56px; height: 44px; margin: 0 auto 18px; border-radius: 16px 16px 16px 5px; background: light-dark(#d5dcf5, #2b3245); }
  .empty[hidden] { display: none; }
  li {
    padding: 13px 14px 14px; border-radius: 22px; background: light-dark(#fff, #222732); overflow-wrap: anywhere;
    box-shadow: 0 1px 2px #0b10230f, 0 8px 20px -14px #0b102359;
  }
  li.new { animation: arrive .45s cubic-bezier(.2, .9, .3, 1.12); }
  li header { display: grid; grid-template-columns: auto minmax(0, 1fr) auto; align-items: center; gap: 9px; margin-bottom: 7px; color: light-dark(#545c6c, #a5aebd); font-size: 12.5px; line-height: 16px; }
  li header i { width: 26px; height: 26px; border-radius: 8px; background: #1f9d57; display: grid; place-items: center; }
  li header i.email { background: #2f6fde; }
  li svg { width: 15px; height: 15px; fill: none; stroke: #fff; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; }
  li header span { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
  li strong { display: block; margin-bottom: 2px; }
  li p { margin: 0; white-space: pre-line; }
  li button, .notice button {
    display: flex; align-items: center; justify-content: space-between; width: 100%; margin-top: 11px; min-height: 42px; padding: 4px 14px; cursor: pointer;
    border: 0; border-radius: 13px; background: light-dark(#e8edff, #2c3656); color: light-dark(#2237a0, #d3dcff);
    font: 600 18px/1 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; letter-spacing: .16em;
  }
  li button:hover, .notice button:hover { background: light-dark(#dbe3ff, #354268); }
  li button small { font: 550 13px/1 system-ui, sans-serif; letter-spacing: 0; }
  li button:focus-visible, .notice button:focus-visible { outline: 2px solid currentColor; outline-offset: 2px; }
  .notice {
    position: fixed; z-index: 10; inset: 10px 10px auto; display: grid; grid-template-columns: 1fr auto; gap: 2px 8px; max-width: 440px; margin-inline: auto; padding: 12px 14px;
    border-radius: 20px; background: light-dark(#fff, #222732); color: light-dark(#161a26, #eef0f6);
    box-shadow: 0 0 0 1px #0b10231f, 0 16px 40px -8px #0b102373; animation: arrive .35s cubic-bezier(.2, .9, .3, 1.12);
  }
  .notice[hidden] { display: none; }
  .notice p { margin: 0; overflow-wrap: anywhere; }
  .notice p:first-child { grid-column: 1 / -1; color: light-dark(#545c6c, #a5aebd); font-size: 13px; }
  .notice p + p { grid-column: 1 / -1; display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 3; overflow: hidden; white-space: pre-line; }
  .notice button { display: block; width: auto; min-width: 96px; justify-self: start; margin-top: 8px; font: 600 15px/1 system-ui, sans-serif; letter-spacing: 0; text-align: center; }
  @keyframes arrive { from { opacity: 0; translate: 0 -18px; scale: .96; } }
  @media (prefers-reduced-motion: reduce) { li.new, .notice { animation: none; } }
  @media (forced-colors: active) { .phone, .screen, .notice, li, button { border: 1px solid !important; } }
`);

/**
 * `<demo-phone>`: the phone beside a form. It shows the messages in the local pool's outbox as they arrive, newest first. While
 * the phone is out of sight, below the form on a small screen, a new message appears as a notification above the page.
 * Attribute `endpoint`: the local pool's URL.
 */
class DemoPhone extends HTMLElement {
  #events: EventSource | undefined;
  readonly #seen = new Set<string>();

  connectedCallback() {
    const root = this.shadowRoot ?? this.#draw();
    const endpoint = this.getAttribute('endpoint') ?? '';
    this.#events = new EventSource(`${endpoint}/outbox/events`);
    this.#events.addEventListener('message', (event) => {
      const message: OutboxMessage = JSON.parse(event.data);
      const item = this.#show(root, message);
      item?.classList.add('new');
      if (item && !this.#isInSight) notify(root, message);
    });
    // Also show messages that arrived before this page was opened, such as the code a reloaded page is waiting for.
    this.#events.addEventListener('open', async () => {
      const response = await fetch(`${endpoint}/outbox`);
      for (const message of (await response.json()) as OutboxMessage[]) this.#show(root, message);
    });
  }

  disconnectedCallback() {
    this.#events?.close();
  }

  /** Whether the place where a new message appears is on the screen. */
  get #isInSight(): boolean {
    const { top } = this.getBoundingClientRect();
    return top >= 0 && top + 160 < innerHeight;
  }

  #draw(): ShadowRoot {
    const root = this.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [styles];
    root.innerHTML = `
      <section class="phone" aria-label="A phone that receives the messages">
        <div class="screen">
          <div class="top" aria-hidden="true"><span class="clock"></span><span class="battery"></span></div>
          <h2>Messages</h2>
          <p class="empty">Nothing yet. Ask for a code on the page, and it appears here.</p>
          <ol aria-live="polite" aria-relevant="additions"></ol>
        </div>
      </section>
      <section class="notice" aria-label="New message" hidden></section>`;
    const clock = root.querySelector('.clock')!;
    const tick = () => {
      clock.textContent = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' }).format();
    };
    tick();
    setInterval(tick, 10_000);
    return root;
  }

  /** Adds a message to the list. @returns its item, or `undefined` if the list has the message */
  #show(root: ShadowRoot, message: OutboxMessage): HTMLElement | undefined {
    if (this.#seen.has(message.id)) return undefined;
    this.#seen.add(message.id);
    root.querySelector<HTMLElement>('.empty')!.hidden = true;
    const item = document.createElement('li');
    const header = document.createElement('header');
    const to = document.createElement('span');
    to.textContent = recipient(message);
    const at = document.createElement('span');
    at.textContent = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' }).format(new Date(message.at));
    header.append(icon(message.channel), to, at);
    item.append(header);
    if (message.subject) {
      const subject = document.createElement('strong');
      subject.textContent = message.subject;
      item.append(subject);
    }
    const text = document.createElement('p');
    text.textContent = message.body.trim();
    item.append(text);
    const code = codeOf(message);
    if (code) item.append(copyButton(code));
    root.querySelector('ol')!.prepend(item);
    return item;
  }
}

const recipient = ({ channel, to }: OutboxMessage): string => `${channel === 'sms' ? 'SMS' : 'Email'} to ${to}`;
const codeOf = ({ body }: OutboxMessage): string | undefined => /(?<!\d)\d{4,10}(?!\d)/.exec(body)?.[0];

/** Shows a message above the page, with a button that fills its code in. The list announces it to screen readers. */
function notify(root: ShadowRoot, message: OutboxMessage) {
  const notice = root.querySelector<HTMLElement>('.notice')!;
  const code = codeOf(message);
  const hide = () => {
    notice.hidden = true;
  };
  const paragraphs = [recipient(message), message.body.trim()].map((text) => {
    const paragraph = document.createElement('p');
    paragraph.textContent = text;
    return paragraph;
  });
  const close = actionButton('Close', hide);
  const fill = code && actionButton('Fill in', () => fillIn(code).then(hide));
  notice.replaceChildren(...paragraphs, ...(fill ? [fill] : []), close);
  notice.hidden = false;
}

function actionButton(text: string, act: () => void): HTMLButtonElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = text;
  button.addEventListener('click', act);
  return button;
}

/** Enters a code into the form on the page, as a phone's keyboard does that offers the code of a message. */
async function fillIn(code: string) {
  const login = document.querySelector<HTMLElement & { submitCode(code: string): Promise<void> }>('cognito-otp-login');
  if (login) return login.submitCode(code);
  const field = document.querySelector<HTMLInputElement>('[autocomplete="one-time-code"]');
  if (!field) return;
  field.value = code;
  field.dispatchEvent(new Event('input', { bubbles: true }));
  field.focus();
}

const icons = { sms: 'M4 5h16v11h-9l-4 3v-3H4z', email: 'M3 6h18v12H3zM3 7l9 6 9-6' } as const;

function icon(channel: keyof typeof icons): HTMLElement {
  const frame = document.createElement('i');
  frame.className = channel;
  frame.innerHTML = `<svg viewBox="0 0 24 24" aria-hidden="true"><path d="${icons[channel]}"/></svg>`;
  return frame;
}

function copyButton(code: string): HTMLButtonElement {
  const button = document.createElement('button');
  const hint = document.createElement('small');
  hint.textContent = 'Copy';
  button.type = 'button';
  // The space separates the two words of the button's name.
  button.append(code, ' ', hint);
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(code);
    hint.textContent = 'Copied';
  });
  return button;
}

customElements.define('demo-phone', DemoPhone);
