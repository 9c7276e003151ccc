/**
 * Runs in the page before its own scripts. Searches for a field that accepts input, through shadow roots, in every animation
 * frame, and records when it was found and how many bytes had been loaded by then.
 *
 * @param {string | undefined} endsWithRequest part of an address. For a form that comes from a server, the time of that
 *   request is recorded instead.
 */
export function probe(endsWithRequest) {
  const long = [];
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) long.push(duration);
  }).observe({ type: 'longtask', buffered: true });

  const inputTypes = new Set(['', 'text', 'tel', 'email']);
  const usable = (input) =>
    inputTypes.has(input.type) &&
    !input.disabled &&
    !input.readOnly &&
    input.checkVisibility({ opacityProperty: true, visibilityProperty: true }) &&
    input.getBoundingClientRect().width > 0 &&
    !input.closest('[inert]');
  const field = (tree) => {
    for (const element of tree.querySelectorAll('*')) {
      if (element.localName === 'input' && usable(element)) return element;
      const inside = element.shadowRoot && field(element.shadowRoot);
      if (inside) return inside;
    }
    return undefined;
  };
  // The page itself counts in full, even if the browser has not reported its end yet.
  const loaded = (at) =>
    [
      ...performance.getEntriesByType('navigation'),
      ...performance.getEntriesByType('resource').filter(({ responseEnd }) => responseEnd > 0 && responseEnd <= at),
    ].reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0);
  const request = () => performance.getEntriesByType('resource').find(({ name }) => name.includes(endsWithRequest));

  globalThis.bench = {
    field: () => field(document),
    found: new Promise((resolve, reject) => {
      setTimeout(() => reject(new Error(`No field appeared on ${location.pathname}`)), 60_000);
      const look = () => {
        const at = endsWithRequest ? request()?.startTime : document.body && field(document) && performance.now();
        if (at) resolve(at);
        else requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    }),
    loaded,
    longTasks: () => long.reduce((sum, duration) => sum + duration, 0),
  };
}
