import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { requireBrowser } from './browsers.mjs';
import { build } from './build.mjs';
import { startGallery, startPool } from './gallery.mjs';
import { readmePicture } from './readme-picture.mjs';
import { setUp } from './setup.mjs';
import { root, runCommand, runProcess, tool } from './workspace.mjs';

const usage = `npm run screenshots -- [--themes calm,soft] [--langs en,ar] [--widths 320,390,1280]

Takes a screenshot of the form for every combination of step, theme, color scheme, language and width, and a sheet of
them for each step and width. Writes to screenshots/.

npm run screenshots -- --accept

Renews the screenshots in e2e/looks/, which tests compare with. Look at them before you commit.

npm run screenshots -- --readme

Draws the picture of the README, docs/images/login.png.`;

const list = (text) => text.split(',').filter(Boolean);

await runCommand(async () => {
  const { values } = parseArgs({
    options: {
      themes: { type: 'string' },
      langs: { type: 'string', default: 'en,ar' },
      widths: { type: 'string', default: '320,390,1280' },
      accept: { type: 'boolean' },
      readme: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) return console.log(usage);
  await setUp();
  const executablePath = await requireBrowser('chromium');
  await build();
  if (values.accept) {
    const playwright = tool('@playwright/test/cli.js');
    const flags = ['test', '--config', 'e2e/playwright.config.ts', 'looks.e2e', '--update-snapshots'];
    return runProcess(process.execPath, [playwright, ...flags], { env: { CHROMIUM_PATH: executablePath } });
  }
  const [{ chromium }, { Stage, looks, steps, themes }] = await Promise.all([
    import('@playwright/test'),
    import('../e2e/support/stage.mjs'),
  ]);
  const allLooks = looks({ themes: list(values.themes ?? Object.keys(themes).join()), langs: list(values.langs) });
  const { pool, child } = await startPool([
    'Countries=*',
    'BrandName=Northlight',
    'EmailFrom=codes@example.com',
    'PageDomain=localhost',
  ]);
  const gallery = await startGallery(pool, undefined, 0);
  const chrome = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  const address = `http://127.0.0.1:${gallery.httpServer.address().port}`;
  const folder = join(root, 'screenshots');
  if (!values.readme) rmSync(folder, { recursive: true, force: true });
  try {
    if (values.readme) {
      console.log(await readmePicture(chrome, { stage: Stage, gallery: address, pool }));
      return 0;
    }
    for (const [index, width] of list(values.widths).map(Number).entries()) {
      // Each width uses its own accounts, because wrong codes count against an account.
      const page = await chrome.newPage({ viewport: { width, height: 900 } });
      const stage = new Stage(page, pool);
      await stage.open(address, { user: index });
      for (const [order, step] of steps.entries()) {
        await stage[step]();
        const name = `${width}-${String(order).padStart(2, '0')}-${step}`;
        mkdirSync(join(folder, name), { recursive: true });
        const cells = [];
        for (const look of allLooks) {
          await stage.applyLook(look);
          const label = `${look.theme} ${look.scheme} ${look.lang}`;
          const image = await page.screenshot({ clip: await stage.clip(), fullPage: true });
          writeFileSync(join(folder, name, `${label.replaceAll(' ', '-')}.png`), image);
          cells.push({ label, image: image.toString('base64') });
        }
        writeFileSync(join(folder, `${name}.png`), await sheet(chrome, cells, Math.min(width, 520)));
        console.log(name);
      }
      await page.context().close();
    }
  } finally {
    await chrome.close();
    await gallery.close();
    child.kill('SIGTERM');
  }
  console.log(`\nThe screenshots are in ${folder}`);
  return 0;
});

/** One image with all looks of a step next to each other. */
async function sheet(chrome, cells, width) {
  const columns = Math.min(cells.length, 4);
  const page = await chrome.newPage({ viewport: { width: columns * (width + 12) + 12, height: 400 } });
  await page.setContent(`<style>
    body { margin: 12px; display: grid; grid-template-columns: repeat(${columns}, ${width}px); gap: 12px; background: #888 }
    figure { margin: 0; font: 12px sans-serif } img { display: block; max-width: 100% }
  </style>${cells.map(({ label, image }) => `<figure>${label}<img src="data:image/png;base64,${image}"></figure>`).join('')}`);
  const image = await page.screenshot({ fullPage: true });
  await page.context().close();
  return image;
}
