/**
 * Runs in the page before anything of it does. Looks in every frame for a field that can be typed in, through shadow
 * roots, and notes when that was and what had been loaded by then.
 *
 * @param {string | undefined} until part of an address: where the form itself comes from a server, the time of asking.
 */
export function probe(until) {
  const long = [];
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) long.push(duration);
  }).observe({ type: 'longtask', buffered: true });

  const kinds = /^(text|tel|email|)$/;
  const usable = (input) =>
    kinds.test(input.type) &&
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
  // The page itself counts whole, whether or not its end had been reported by then.
  const loaded = (at) =>
    [
      ...performance.getEntriesByType('navigation'),
      ...performance.getEntriesByType('resource').filter(({ responseEnd }) => responseEnd > 0 && responseEnd <= at),
    ].reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0);
  const asked = () => performance.getEntriesByType('resource').find(({ name }) => name.includes(until));

  globalThis.bench = {
    field: () => field(document),
    found: new Promise((resolve, reject) => {
      setTimeout(() => reject(new Error(`${location.pathname} never had a field`)), 60_000);
      const look = () => {
        const at = until ? asked()?.startTime : document.body && field(document) && performance.now();
        if (at) resolve(at);
        else requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    }),
    loaded,
    longTasks: () => long.reduce((sum, duration) => sum + duration, 0),
  };
}
