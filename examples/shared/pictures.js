/**
 * The pictures on the cards of the front page: one for each example, as inline SVG in a view box of 200 × 118. The style sheet
 * colors them by class: `paper` and `line` are the colors of a page, `ink` of its text; `hue` and `tint` those of the card.
 */

const rect = (x, y, width, height, radius, classes) =>
  `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${radius}" class="${classes}"/>`;
const path = (d, classes) => `<path d="${d}" class="${classes}"/>`;
const circle = (x, y, radius, classes) => `<circle cx="${x}" cy="${y}" r="${radius}" class="${classes}"/>`;
const text = (x, y, size, content, classes) =>
  `<text x="${x}" y="${y}" font-size="${size}" class="${classes}">${content}</text>`;

/** A row of cells for a code, `filled` of them with a digit. */
const cells = (x, y, count, filled = count) =>
  Array.from({ length: count }, (_, index) =>
    rect(x + index * 17, y, 14, 18, 4, index < filled ? 'tint' : 'paper outline'),
  ).join('');
/** A form: heading, field, button. */
const form = (x, y, width) =>
  rect(x, y, width, 88, 12, 'paper') +
  rect(x + 14, y + 14, width * 0.42, 8, 4, 'ink') +
  rect(x + 14, y + 32, width - 28, 18, 6, 'tint') +
  rect(x + 14, y + 58, width - 28, 16, 6, 'hue');
/** A page in a browser. */
const page = (x, y, width, height) =>
  rect(x, y, width, height, 10, 'paper') +
  path(`M${x} ${y + 18}h${width}`, 'line') +
  [10, 19, 28].map((left) => circle(x + left, y + 9, 2.5, 'tint')).join('');
/** A head and shoulders. */
const person = (x, y) => circle(x, y - 4, 4, 'paper') + path(`M${x - 8} ${y + 8}a8 8 0 0 1 16 0z`, 'paper');
const atom = (x, y, ellipses) =>
  Array.from(
    { length: ellipses },
    (_, index) =>
      `<ellipse cx="${x}" cy="${y}" rx="40" ry="15" class="stroke" transform="rotate(${(index * 180) / ellipses} ${x} ${y})"/>`,
  ).join('') + circle(x, y, 6, 'hue');

/** The picture of each example, by its path. */
const pictures = {
  '/script-tag/': path('M34 44L18 60l16 16M60 38L46 82', 'stroke') + form(78, 30, 104),
  '/headless/':
    path('M48 34c-12 0-6 22-18 26 12 4 6 26 18 26M152 34c12 0 6 22 18 26-12 4-6 26-18 26', 'stroke') +
    rect(62, 34, 76, 18, 6, 'dashed') +
    rect(62, 68, 76, 18, 6, 'dashed'),
  '/session/':
    page(28, 26, 144, 100) +
    circle(146, 62, 16, 'hue') +
    person(146, 62) +
    rect(44, 54, 60, 8, 4, 'ink') +
    rect(44, 70, 40, 8, 4, 'tint'),
  '/light-dom/':
    page(28, 26, 144, 100) +
    rect(44, 60, 112, 28, 8, 'tint') +
    circle(62, 74, 6, 'stroke') +
    path('M68 74h22M84 74v7M90 74v5', 'stroke'),
  '/pre-rendered/':
    [30, 58, 86].map((y) => rect(20, y, 54, 22, 6, 'hue') + circle(32, y + 11, 3, 'paper')).join('') +
    path('M84 69h20M97 62l7 7-7 7', 'stroke') +
    form(114, 26, 70),
  '/skeleton/':
    rect(50, 26, 100, 104, 12, 'dashed') +
    [38, 54, 70, 90].map((y, index) => rect(64, y, [44, 72, 58, 72][index], index === 3 ? 16 : 9, 4, 'tint')).join(''),
  '/password/':
    rect(22, 58, 46, 36, 8, 'hue') +
    path('M32 58V48a13 13 0 0 1 26 0v10', 'stroke') +
    circle(45, 76, 4, 'paper') +
    path('M78 76h12M85 70l6 6-6 6', 'stroke') +
    cells(100, 66, 5, 3),
  '/credentials/':
    path('M62 92a24 24 0 0 1 3-48 32 32 0 0 1 61-4 26 26 0 0 1 8 52z', 'paper') +
    circle(84, 68, 9, 'stroke') +
    path('M93 68h30M116 68v10M123 68v7', 'stroke'),
  '/react/': atom(100, 64, 3),
  '/react-18/': atom(82, 64, 2) + text(148, 74, 30, '18', 'glyph'),
  '/vue/': path('M52 30h26l22 38 22-38h26L100 112z', 'hue') + path('M78 30h14l8 14 8-14h14l-22 38z', 'paper'),
  '/svelte/': path(
    'M128 42c-10-14-28-14-40-6L70 50c-12 9-10 26 4 28l38 2c14 2 14 14 4 20l-12 7c-12 6-26 4-34-8',
    'stroke wide',
  ),
  '/solid/':
    path('M44 46l56-20 56 20-56 20z', 'hue') +
    path('M44 66l56 20 56-20v10l-56 20-56-20z', 'tint') +
    path('M44 88l56 20 56-20v10l-56 20-56-20z', 'paper'),
  '/angular/':
    path('M100 26l42 15-6 50-36 22-36-22-6-50z', 'hue') + path('M84 90l16-42 16 42M90 76h20', 'stroke on-hue'),
  '/next/': circle(100, 68, 40, 'hue') + path('M86 86V52l30 38M114 52v22', 'stroke on-hue'),
  '/themes/':
    ['hue', 'paper', 'ink', 'tint']
      .map((color, index) => rect(22 + index * 40, 38 + (index % 2) * 12, 36, 80, [4, 16, 0, 10][index], color))
      .join('') + [30, 70, 110, 150].map((x, index) => rect(x, 84 + (index % 2) * 12, 20, 8, 4, 'line-fill')).join(''),
  '/languages/':
    path(
      'M30 34h66a10 10 0 0 1 10 10v26a10 10 0 0 1-10 10H52l-14 12V80h-8a10 10 0 0 1-10-10V44a10 10 0 0 1 10-10z',
      'paper',
    ) +
    path(
      'M170 58h-54a10 10 0 0 0-10 10v20a10 10 0 0 0 10 10h36l14 12V98h4a10 10 0 0 0 10-10V68a10 10 0 0 0-10-10z',
      'hue',
    ) +
    text(62, 66, 26, 'Aß', 'glyph') +
    text(143, 86, 24, 'ض', 'glyph on-hue'),
  '/playground/':
    rect(34, 26, 132, 104, 12, 'paper') +
    [46, 68, 90].map((y, index) => path(`M52 ${y}h96`, 'line') + circle([80, 124, 98][index], y, 8, 'hue')).join(''),
};

/**
 * The picture of an example.
 *
 * @param {string} example its path in the gallery
 * @throws {Error} if there is none
 */
export function picture(example) {
  const shapes = pictures[example];
  if (!shapes) throw new Error(`Draw a picture of ${example} in examples/shared/pictures.js.`);
  return `<svg class="picture" viewBox="0 0 200 118" aria-hidden="true">${shapes}</svg>`;
}
