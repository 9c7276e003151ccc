/**
 * Controls tabs of the browser from outside the page, for what a page cannot do to itself or to a frame: reload, go back, or
 * be closed without notice.
 *
 * @typedef {object} Tab
 * @property {(url: string) => Promise<void>} go navigates and waits until the page has loaded
 * @property {() => Promise<void>} reload
 * @property {(expression: string) => Promise<unknown>} evaluate awaits promises; the result must be JSON
 * @property {(expression: string) => Promise<void>} until waits until the expression is true in the tab
 * @property {() => Promise<void>} close closes at once, without the page's unload events
 */

/** Opens a tab in Chromium or Firefox through Puppeteer. @returns {Promise<Tab>} */
async function puppeteerTab(page) {
  const tab = await page.browserContext().newPage();
  return {
    go: (url) => tab.goto(url),
    reload: () => tab.reload(),
    evaluate: (expression) => tab.evaluate(expression),
    close: () => tab.close(),
  };
}

/**
 * Opens a tab in WebKit. WebDriver sends commands to one window at a time, so each command switches to the tab and back.
 *
 * @returns {Promise<Tab>}
 */
async function webdriverTab(command) {
  const { handle } = await command('POST', '/window/new', { type: 'tab' });
  const inTab = async (work) => {
    const test = await command('GET', '/window');
    await command('POST', '/window', { handle });
    try {
      return await work();
    } finally {
      await command('POST', '/window', { handle: test });
    }
  };
  return {
    go: (url) => inTab(() => command('POST', '/url', { url })),
    reload: () => inTab(() => command('POST', '/refresh', {})),
    evaluate: (expression) =>
      inTab(() => command('POST', '/execute/sync', { script: `return (${expression});`, args: [] })),
    close: () => inTab(() => command('DELETE', '/window')),
  };
}

/** Polls for ten seconds. During a navigation, evaluating fails because there is no page, so errors are retried. */
async function until(tab, expression) {
  const end = Date.now() + 10_000;
  for (;;) {
    const result = await tab.evaluate(expression).catch((error) => error);
    if (result === true) return;
    if (Date.now() > end) throw new Error(`Timed out waiting for ${expression}`, { cause: result });
    await new Promise((done) => setTimeout(done, 20));
  }
}

/** Adds the test runner command `tab` with `{ id?, act, given? }`, where `act` is a method of {@link Tab} or `open`, which returns an ID. */
export function realTabs() {
  const tabs = new Map();
  return {
    name: 'real-tabs',
    async executeCommand({ command, payload, session }) {
      if (command !== 'tab') return undefined;
      const { id, act, given } = payload;
      if (act === 'open') {
        const { browser } = session;
        const tab = await (browser.type === 'puppeteer'
          ? puppeteerTab(browser.getPage(session.id))
          : webdriverTab(browser.webdriver));
        const name = `tab-${tabs.size}`;
        tabs.set(name, tab);
        return name;
      }
      const tab = tabs.get(id);
      const value = await (act === 'until' ? until(tab, given) : tab[act](given));
      // The response of a navigation cannot be serialized.
      return { value: act === 'evaluate' ? (value ?? null) : null };
    },
  };
}
