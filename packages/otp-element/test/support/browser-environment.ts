/** Features of the browser that a test observes or simulates: requests, the network state and WebOTP. */

/** Records the Cognito operations that the page calls, and every URL that it requests, until `stop` is called. */
export function watchCalls(): { readonly operations: string[]; readonly urls: string[]; stop(): void } {
  const operations: string[] = [];
  const urls: string[] = [];
  const original = globalThis.fetch;
  globalThis.fetch = (input, init) => {
    const target = new Headers(init?.headers).get('x-amz-target');
    urls.push(String(input instanceof Request ? input.url : input));
    if (target) operations.push(target.split('.')[1]!);
    return original(input, init);
  };
  return {
    operations,
    urls,
    stop: () => {
      globalThis.fetch = original;
    },
  };
}

/** Takes the browser offline: it says so, and requests to Cognito fail. The returned function brings it back online. */
export function goOffline(): () => void {
  const { fetch } = globalThis;
  const failingFetch: typeof fetch = (input, init) =>
    new Headers(init?.headers).has('x-amz-target')
      ? Promise.reject(new TypeError('Failed to fetch'))
      : fetch(input, init);
  globalThis.fetch = failingFetch;
  Object.defineProperty(navigator, 'onLine', { get: () => false, configurable: true });
  dispatchEvent(new Event('offline'));
  let isOffline = true;
  return () => {
    if (!isOffline) return;
    isOffline = false;
    if (globalThis.fetch === failingFetch) globalThis.fetch = fetch;
    Reflect.deleteProperty(navigator, 'onLine');
    dispatchEvent(new Event('online'));
  };
}

/** Simulates WebOTP, with which a browser reads codes from text messages. Only one request may be pending at a time. */
export function simulateWebOtp(): {
  /** The signal of each request, in order. */
  readonly requests: readonly AbortSignal[];
  /** Resolves the latest request. */
  deliver(code: string): void;
  stop(): void;
} {
  let deliver: (code: string) => void = () => undefined;
  const requests: AbortSignal[] = [];
  const get = ({ signal }: CredentialRequestOptions & { signal: AbortSignal }) => {
    const isPending = requests.some(({ aborted }) => !aborted);
    requests.push(signal);
    return new Promise((resolve, reject) => {
      if (isPending) reject(new DOMException('A request is already pending.', 'OperationError'));
      deliver = (code) => resolve({ code, id: '', type: 'otp' });
      signal.addEventListener('abort', () => reject(signal.reason));
    });
  };
  Object.defineProperty(window, 'OTPCredential', { value: class {}, configurable: true });
  Object.defineProperty(navigator, 'credentials', { value: { get }, configurable: true });
  return {
    requests,
    deliver: (code) => deliver(code),
    stop: () => {
      Reflect.deleteProperty(navigator, 'credentials');
      Reflect.deleteProperty(window, 'OTPCredential');
    },
  };
}
