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

/** A browser that reads codes from text messages (WebOTP), one request at a time. */
export function readCodes(): {
  /** One for each time it was asked, in order. */
  readonly requests: readonly AbortSignal[];
  /** Answers the last request. */
  give(code: string): void;
  stop(): void;
} {
  let give: (code: string) => void = () => undefined;
  const requests: AbortSignal[] = [];
  const get = ({ signal }: CredentialRequestOptions & { signal: AbortSignal }) => {
    const busy = requests.some(({ aborted }) => !aborted);
    requests.push(signal);
    return new Promise((resolve, reject) => {
      if (busy) reject(new DOMException('A request is already pending.', 'OperationError'));
      give = (code) => resolve({ code, id: '', type: 'otp' });
      signal.addEventListener('abort', () => reject(signal.reason));
    });
  };
  Object.defineProperty(window, 'OTPCredential', { value: class {}, configurable: true });
  Object.defineProperty(navigator, 'credentials', { value: { get }, configurable: true });
  return {
    requests,
    give: (code) => give(code),
    stop: () => {
      Reflect.deleteProperty(navigator, 'credentials');
      Reflect.deleteProperty(window, 'OTPCredential');
    },
  };
}
