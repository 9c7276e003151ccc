/** What a page's browser does around the element, under a test's control. */

/** Which of Cognito's operations the page calls, and where. */
export function watchCalls(): { readonly made: string[]; readonly addresses: string[]; stop(): void } {
  const made: string[] = [];
  const addresses: string[] = [];
  const original = globalThis.fetch;
  globalThis.fetch = (input, init) => {
    const target = new Headers(init?.headers).get('x-amz-target');
    addresses.push(String(input instanceof Request ? input.url : input));
    if (target) made.push(target.split('.')[1]!);
    return original(input, init);
  };
  return {
    made,
    addresses,
    stop: () => {
      globalThis.fetch = original;
    },
  };
}

/** The browser loses its connection; the function that comes back restores it. */
export function goOffline(): () => void {
  Object.defineProperty(navigator, 'onLine', { get: () => false, configurable: true });
  dispatchEvent(new Event('offline'));
  let off = true;
  return () => {
    if (!off) return;
    off = false;
    Reflect.deleteProperty(navigator, 'onLine');
    dispatchEvent(new Event('online'));
  };
}

/** A browser that reads codes from text messages (WebOTP). */
export function readCodes(): {
  readonly asked: boolean;
  readonly aborted: boolean;
  give(code: string): void;
  stop(): void;
} {
  let give: (code: string) => void = () => undefined;
  let signal: AbortSignal | undefined;
  const get = (options: CredentialRequestOptions) => {
    signal = options.signal;
    return new Promise((resolve) => {
      give = (code) => resolve({ code, id: '', type: 'otp' });
    });
  };
  Object.defineProperty(window, 'OTPCredential', { value: class {}, configurable: true });
  Object.defineProperty(navigator, 'credentials', { value: { get }, configurable: true });
  return {
    get asked() {
      return !!signal;
    },
    get aborted() {
      return !!signal?.aborted;
    },
    give: (code) => give(code),
    stop: () => {
      Reflect.deleteProperty(navigator, 'credentials');
      Reflect.deleteProperty(window, 'OTPCredential');
    },
  };
}
