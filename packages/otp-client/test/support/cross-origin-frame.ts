import { until } from './tabs.js';

/** A frame of another origin with a client in it, which answers by message: `[method, step or success, volatile]`. */
export async function strangeFrame(url: string, sandbox = '') {
  const frame = document.createElement('iframe');
  if (sandbox) frame.setAttribute('sandbox', sandbox);
  let heard: unknown[] | undefined;
  const hear = ({ data, source }: MessageEvent) => {
    if (source === frame.contentWindow) heard = data;
  };
  addEventListener('message', hear);
  const load = async (where: string) => {
    heard = undefined;
    frame.src = where;
    await until(() => heard, 'the frame has loaded');
  };
  const loading = load(url);
  document.body.append(frame);
  await loading;
  return {
    /** The same address anew, as after a reload. */
    again: () => load(url.replace('#', `?${Math.random()}#`)),
    async ask(...given: unknown[]) {
      heard = undefined;
      frame.contentWindow!.postMessage(given, '*');
      return until(() => heard, `${given[0]} has been answered`);
    },
    close() {
      removeEventListener('message', hear);
      frame.remove();
    },
  };
}
