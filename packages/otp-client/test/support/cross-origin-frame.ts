/** A client in a frame of another origin, controlled through `postMessage`. */
import { until } from '@cognito-otp/test-kit/until';

/**
 * Opens the client page in a frame. Each reply has the form `[method, step or success, volatile]`.
 *
 * @param sandbox the `sandbox` attribute of the frame; none if empty.
 */
export async function openCrossOriginFrame(url: string, sandbox = '') {
  const frame = document.createElement('iframe');
  if (sandbox) frame.setAttribute('sandbox', sandbox);
  let reply: unknown[] | undefined;
  const onMessage = ({ data, source }: MessageEvent) => {
    if (source === frame.contentWindow) reply = data;
  };
  addEventListener('message', onMessage);
  const load = async (address: string) => {
    reply = undefined;
    frame.src = address;
    await until(() => reply, 'the frame has loaded');
  };
  const loading = load(url);
  document.body.append(frame);
  await loading;
  return {
    /** Loads the same page again; a query in the address makes it a new document. */
    reload: () => load(url.replace('#', `?${Math.random()}#`)),
    /** Calls a command of the client in the frame. */
    async call(method: string, ...args: unknown[]) {
      reply = undefined;
      frame.contentWindow!.postMessage([method, ...args], '*');
      return until(() => reply, `the frame has answered ${method}`);
    },
    close() {
      removeEventListener('message', onMessage);
      frame.remove();
    },
  };
}
