import { setTimeout as sleep } from 'node:timers/promises';

/** The typing speed, in ms per key. */
const KEY_MS = 80;
const TIMEOUT_MS = 60_000;
/** The time without an effect after which a person presses Enter again. */
const AGAIN_MS = 2000;

/** Runs in the page before its own scripts: finds the fields through shadow roots, and records when they can be used. */
function observe() {
  const everything = function* (tree) {
    for (const element of tree.querySelectorAll('*')) {
      yield element;
      if (element.shadowRoot) yield* everything(element.shadowRoot);
    }
  };
  const find = (matches) => {
    for (const element of document.body ? everything(document) : []) if (matches(element)) return element;
    return undefined;
  };
  const isUsable = (element) =>
    element.localName === 'input' &&
    !element.disabled &&
    !element.readOnly &&
    element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) &&
    !element.closest('[inert]');
  const isCode = (element) => /one-time-code/.test(element.autocomplete) || /code/i.test(element.name);
  const stages = {
    field: (element) => isUsable(element) && /^(tel|email|text)$/.test(element.type) && !isCode(element),
    code: (element) => isUsable(element) && isCode(element),
    signedIn: (element) =>
      'signedIn' in (element.dataset ?? {}) ||
      (element.localName === 'cognito-otp-login' &&
        element.step === 'signed-in' &&
        /signed in/i.test(element.shadowRoot.textContent)),
  };
  /** The downloaded files and bytes, without Cognito's replies. */
  const downloaded = () => {
    const done = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')].filter(
      ({ responseEnd, initiatorType }) => responseEnd > 0 && !/fetch|xmlhttprequest/.test(initiatorType),
    );
    const calls = performance
      .getEntriesByType('resource')
      .filter((entry) => !done.includes(entry) && entry.responseEnd > 0);
    return {
      files: done.length,
      bytes: done.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0),
      filesAt: Math.max(...done.map(({ responseEnd }) => responseEnd)),
      calledAt: calls[0]?.startTime,
      repliedAt: calls.at(-1)?.responseEnd,
    };
  };
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  globalThis.signIn = { focus: (stage) => find(stages[stage]).focus() };
  const run = async () => {
    for (const stage of Object.keys(stages)) {
      while (!find(stages[stage])) await frame();
      globalThis.benchReached(stage, performance.now(), downloaded());
    }
  };
  run();
  addEventListener(
    'keydown',
    ({ key }) => {
      const at = performance.now();
      Object.assign(globalThis.signIn, { [`key${key}`]: at });
      // The first Enter requests the code.
      if (key === 'Enter') globalThis.signIn.sentAt ??= at;
    },
    true,
  );
}

/** A promise with its `resolve`. */
function deferred() {
  let resolve;
  const promise = new Promise((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

const within = (promise, what) =>
  Promise.race([
    promise,
    sleep(TIMEOUT_MS).then(() => {
      throw new Error(`Timed out: ${what}`);
    }),
  ]);

/**
 * Signs in on a page as a person does.
 *
 * @param {import('puppeteer-core').Page} page
 * @param {{ url: string, text: string, pastes: boolean, submitsCode: boolean, enterAgain: boolean, code: () => Promise<string> }} sign `text` is
 *   what is typed, or pasted, into the first field; `submitsCode` presses Enter after the code
 * @returns {Promise<Record<string, number>>} times in ms: navigation → field, Enter → code step, last key → signed in, and
 *   their sum; files and bytes until the end of each phase, without Cognito's replies
 */
export async function signIn(page, { url, text, pastes, submitsCode, enterAgain, code }) {
  const stages = Object.fromEntries(['field', 'code', 'signedIn'].map((stage) => [stage, deferred()]));
  const until = (stage) => within(stages[stage].promise, `${stage} on ${url}`);
  await page.exposeFunction('benchReached', (stage, at, { files, bytes }) =>
    stages[stage].resolve({ at, files, bytes }),
  );
  await page.evaluateOnNewDocument(observe);
  // The load is not awaited: a person types as soon as there is a field.
  page.goto(url, { timeout: TIMEOUT_MS }).catch(() => undefined);
  const field = await until('field');
  await page.evaluate(() => globalThis.signIn.focus('field'));
  if (pastes) await page.keyboard.sendCharacter(text);
  else await page.keyboard.type(text, { delay: KEY_MS });
  await page.keyboard.press('Enter');
  // A form in the HTML ignores Enter until its script has run. A person who sees no effect presses Enter again.
  const again = setInterval(() => enterAgain && page.keyboard.press('Enter').catch(() => undefined), AGAIN_MS);
  const codeStep = await until('code').finally(() => clearInterval(again));
  const digits = await code();
  await page.evaluate(() => globalThis.signIn.focus('code'));
  await page.keyboard.type(digits, { delay: KEY_MS });
  if (submitsCode) await page.keyboard.press('Enter');
  const end = await until('signedIn');
  const keys = await page.evaluate(() => globalThis.signIn);
  const times = {
    field: field.at,
    code: codeStep.at - keys.sentAt,
    signedIn: end.at - (submitsCode ? keys.keyEnter : keys[`key${digits.at(-1)}`]),
  };
  return {
    ...times,
    sum: times.field + times.code + times.signedIn,
    // The parts of the time from Enter to the code step.
    filesLate: Math.max(codeStep.filesAt - keys.sentAt, 0),
    beforeCall: codeStep.calledAt - Math.max(codeStep.filesAt, keys.sentAt),
    calls: codeStep.repliedAt - codeStep.calledAt,
    afterReply: codeStep.at - codeStep.repliedAt,
    fieldBytes: field.bytes,
    codeBytes: codeStep.bytes,
    bytes: end.bytes,
    files: end.files,
  };
}
