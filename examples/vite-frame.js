/** The frame that all pages of the gallery share: head, toolbar, and the cards of the first page. */
import { readFileSync } from 'node:fs';
import { picture } from './shared/pictures.js';

const manifest = new URL('./manifest.json', import.meta.url);
const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

const mark = `<svg viewBox="0 0 32 32" aria-hidden="true"><rect width="32" height="32" rx="9" fill="#2f4bc7"/><path d="M9 16.5l4.6 4.6L23 11.5" fill="none" stroke="#fff" stroke-width="3.2" stroke-linecap="round" stroke-linejoin="round"/></svg>`;

export const icon =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E%3Crect width='32' height='32' rx='9' fill='%232f4bc7'/%3E%3C/svg%3E";

const head = `<meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <link rel="icon" href="${icon}" />
    <link rel="stylesheet" href="/shared/gallery.css" />
    <script type="module" src="/shared/frame.ts"></script>`;

export const bar = (title) => `<header class="bar">
      <a class="home" href="/" aria-label="Cognito OTP, gallery">${mark}<span>Cognito OTP</span></a>
      <span class="trail">${escaped(title)}</span>
      <label><span>Theme</span> <select name="theme" aria-label="Theme"><option value="auto">Auto</option><option value="light">Light</option><option value="dark">Dark</option></select></label>
      <label><span>Language</span> <select name="lang" aria-label="Language"><option value="en">English</option></select></label>
    </header>`;

const card = ({ path, way, title, text, hue }) => `<li>
            <a href="${path}" class="hue-${hue}">
              ${picture(path)}
              <span class="way">${escaped(way)}</span>
              <h3>${escaped(title)}</h3>
              <p>${escaped(text)}</p>
            </a>
          </li>`;

const group = ({ title, examples }) => `<section>
        <h2>${escaped(title)}</h2>
        <ul class="cards">
          ${examples.map(card).join('\n          ')}
        </ul>
      </section>`;

/**
 * Replaces placeholder comments in the gallery's pages: `<!-- head -->`, `<!-- bar -->` and, on the first page, `<!-- cards -->`.
 * To add an example, create a folder and an entry in `manifest.json`.
 */
export const frame = () => ({
  name: 'frame',
  transformIndexHtml: {
    order: 'pre',
    handler: (html, { path }) => {
      const groups = JSON.parse(readFileSync(manifest, 'utf8'));
      const examples = groups.flatMap((each) => each.examples);
      const title = examples.find((each) => path.startsWith(each.path))?.title ?? 'Gallery';
      return (
        html
          .replace(
            '<!-- head -->',
            () => `${head}\n    <title>${escaped(title)} · Cognito OTP</title>${hues(examples)}`,
          )
          .replace('<!-- bar -->', () => bar(title))
          // A code block may scroll, and then has to be reachable by keyboard.
          .replaceAll('<pre>', '<pre tabindex="0" role="region" aria-label="Code of this example">')
          .replace('<!-- cards -->', () => groups.map(group).join('\n      '))
      );
    },
  },
});

const hues = (examples) => `<style>${examples.map(({ hue }) => `.hue-${hue} { --hue: ${hue} }`).join(' ')}</style>`;
