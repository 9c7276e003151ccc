const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** A number as a variable-length quantity of a source map. https://tc39.es/ecma426/#sec-base64-vlq */
function encode(value) {
  let rest = value < 0 ? (-value << 1) | 1 : value << 1;
  let text = '';
  do {
    text += DIGITS[(rest & 31) | (rest > 31 ? 32 : 0)];
    rest >>>= 5;
  } while (rest > 0);
  return text;
}

/**
 * The source map of a change within lines: each word of an unchanged line is mapped to itself, and a changed line to the
 * start of the original one. Both texts must have the same number of lines.
 */
export function mapByWords(original, changed) {
  const before = original.split('\n');
  let [lastLine, lastColumn] = [0, 0];
  const mappings = changed.split('\n').map((text, line) => {
    const words = text === before[line] ? Array.from(text.matchAll(/[\w$#]+|[^\w$#\s]/g), ({ index }) => index) : [0];
    let generated = 0;
    return words
      .map((column) => {
        const segment = [column - generated, 0, line - lastLine, column - lastColumn].map(encode).join('');
        [generated, lastLine, lastColumn] = [column, line, column];
        return segment;
      })
      .join(',');
  });
  return { version: 3, sources: [''], names: [], mappings: mappings.join(';') };
}
