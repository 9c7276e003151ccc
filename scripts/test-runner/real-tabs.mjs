/**
 * Tabs of the browser that runs the test, driven from outside: what a page can't do to itself or to a frame, a test asks
 * for here (reload, the back button, a tab that is killed).
 *
 * @typedef {object} Tab
 * @property {(url: string) => Promise<void>} go and wait until it has loaded
 * @property {() => Promise<void>} reload
 * @property {(expression: string) => Promise<unknown>} evaluate and wait for what it promises; JSON comes back
 * @property {(expression: string) => Promise<void>} until the expression is true there
 * @property {() => Promise<void>} close at once, without asking the page
 */

/** @returns {Promise<Tab>} in Chromium and Firefox, through puppeteer. */
async function puppeteerTab(page) {
  const tab = await page.browserContext().newPage();
  return {
    go: (url) => tab.goto(url),
    reload: () => tab.reload(),
    evaluate: (expression) => tab.evaluate(expression),
    close: () => tab.close(),
  };
}

/** @returns {Promise<Tab>} in WebKit, through its WebDriver, which has one window at a time; the test's is given back. */
async function webdriverTab(command) {
  const { handle } = await command('POST', '/window/new', { type: 'tab' });
  const inside = async (work) => {
    const test = await command('GET', '/window');
    await command('POST', '/window', { handle });
    try {
      return await work();
    } finally {
      await command('POST', '/window', { handle: test });
    }
  };
  return {
    go: (url) => inside(() => command('POST', '/url', { url })),
    reload: () => inside(() => command('POST', '/refresh', {})),
    evaluate: (expression) =>
      inside(() => command('POST', '/execute/sync', { script: `return (${expression});`, args: [] })),
    close: () => inside(() => command('DELETE', '/window')),
  };
}

/** Asked between two pages a browser answers with an error: neither is there. So it is asked again, for ten seconds. */
async function until(tab, expression) {
  const end = Date.now() + 10_000;
  for (;;) {
    const answer = await tab.evaluate(expression).catch((error) => error);
    if (answer === true) return;
    if (Date.now() > end) throw new Error(`Waited in vain for ${expression}`, { cause: answer });
    await new Promise((done) => setTimeout(done, 20));
  }
}

/** The command `tab` of the tests: `{ id?, act, given? }`; `open` returns an id. */
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
      // A navigation's response is nothing the page could take.
      return { value: act === 'evaluate' ? (value ?? null) : null };
    },
  };
}
