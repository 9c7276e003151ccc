import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from './workspace.mjs';

/** The forms in the picture: for each color scheme, two steps of a sign-in and their widths. */
const SHOTS = /** @type {const} */ ([
  { step: 'phone', width: 480, scheme: 'light' },
  { step: 'codePart', width: 390, scheme: 'light' },
  { step: 'codePart', width: 390, scheme: 'dark' },
  { step: 'signedIn', width: 480, scheme: 'dark' },
]);

/**
 * Draws `docs/images/login.png`, the picture in the README.
 *
 * @param {import('@playwright/test').Browser} chrome
 * @param {{ stage: typeof import('../e2e/support/stage.mjs').Stage, gallery: string, pool: any }} on
 */
export async function readmePicture(chrome, { stage: Stage, gallery, pool }) {
  const page = await chrome.newPage({ viewport: { width: 480, height: 900 }, deviceScaleFactor: 1.5 });
  const stage = new Stage(page, pool);
  await stage.open(gallery);
  const images = [];
  let reached = '';
  for (const { step, width, scheme } of SHOTS) {
    await page.setViewportSize({ width, height: 900 });
    if (step === 'codePart' && reached !== step) {
      await stage.sending();
      await stage.code();
      await stage.codePart();
    }
    if (step === 'signedIn') {
      await stage.checking();
      await stage.signedIn();
    }
    reached = step;
    await stage.applyLook({ theme: 'default', scheme, lang: 'en' });
    await page.addStyleTag({ content: ':root { background: none !important }' });
    const image = await stage.form.screenshot({ animations: 'disabled', omitBackground: true });
    images.push({ scheme, width: width - 32, image: image.toString('base64') });
  }
  const half = (scheme) =>
    `<div class="${scheme}">${images
      .filter((each) => each.scheme === scheme)
      .map(({ image, width }) => `<img width="${Math.min(width, 416)}" src="data:image/png;base64,${image}">`)
      .join('')}</div>`;
  await page.setViewportSize({ width: 1760, height: 660 });
  await page.setContent(`<style>
    body { margin: 0; display: grid; grid-template-columns: 1fr 1fr; height: 660px }
    div { display: flex; gap: 36px; align-items: center; justify-content: center }
    .light { background: #eef1f8 } .dark { background: #090b10 }
    img { border-radius: 22px; box-shadow: 0 24px 48px -24px #0b102355 }
  </style>${half('light')}${half('dark')}`);
  const file = join(root, 'docs/images/login.png');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, await page.screenshot());
  return file;
}
