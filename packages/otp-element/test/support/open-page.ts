/** Pages of a test's own in an iframe, with their own content security policy. */
import { until } from './login-page.js';

/** A page in a frame, and the violations of its policy so far. */
export interface OpenPage {
  readonly document: Document;
  readonly violations: readonly string[];
  close(): void;
}

/**
 * Loads a page from the server of the test runner.
 *
 * @param policy the content security policy, sent as a header; none if empty.
 */
export async function openPage(html: string, policy = ''): Promise<OpenPage> {
  const frame = document.createElement('iframe');
  frame.width = '420';
  frame.height = '700';
  frame.src = `/page?${new URLSearchParams({ html: `<!doctype html>${html}`, policy })}`;
  document.body.append(frame);
  await new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }));
  const pageWindow = frame.contentWindow as unknown as { readonly violations?: readonly string[] };
  if (policy) await until(() => pageWindow.violations, 'the page records violations');
  return { document: frame.contentDocument!, violations: pageWindow.violations ?? [], close: () => frame.remove() };
}

/** The tag of the script that records violations, which must be the first script of a page. */
export const violationRecorder = (nonceAttribute = ''): string =>
  `<script src="/packages/otp-element/test/support/record-violations.js"${nonceAttribute}></script>`;
