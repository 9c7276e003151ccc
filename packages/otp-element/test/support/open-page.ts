import { until } from './login-page.js';

/** A page in a frame, and the violations of its policy that it has seen. */
export interface OpenPage {
  readonly document: Document;
  readonly violations: readonly string[];
  close(): void;
}

/**
 * Loads a page of its own from the runner's server.
 *
 * @param policy content security policy, sent as a header; none when empty.
 */
export async function openPage(html: string, policy = ''): Promise<OpenPage> {
  const frame = document.createElement('iframe');
  frame.width = '420';
  frame.height = '700';
  frame.src = `/page?${new URLSearchParams({ html: `<!doctype html>${html}`, policy })}`;
  document.body.append(frame);
  await new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }));
  const inside = frame.contentWindow as unknown as { readonly violations?: readonly string[] };
  if (policy) await until(() => inside.violations, 'the page watches its violations');
  return { document: frame.contentDocument!, violations: inside.violations ?? [], close: () => frame.remove() };
}

/** The tag of a script that writes down each violation; the first of a page. */
export const watching = (nonce = ''): string =>
  `<script src="/packages/otp-element/test/support/record-violations.js"${nonce}></script>`;
