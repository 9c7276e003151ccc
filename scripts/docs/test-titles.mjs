const TEST_CALL =
  /\b(?:describe|it|test)(?:\.\w+)?\(\s*(?:'((?:\\.|[^'\\])*)'|"((?:\\.|[^"\\])*)"|`((?:\\.|[^`\\])*)`)/g;

/** The titles of the tests and groups in a test file. Placeholders of template literals become `…`. */
export function titlesOf(source) {
  return new Set(
    [...source.matchAll(TEST_CALL)].map(([, single, double, template]) =>
      (single ?? double ?? withoutPlaceholders(template)).replace(/\\(.)/g, '$1'),
    ),
  );
}

function withoutPlaceholders(template) {
  let title = '';
  for (let at = 0; at < template.length; at++) {
    if (!template.startsWith('${', at)) {
      title += template[at];
      continue;
    }
    for (let depth = 0; at < template.length; at++) {
      if (template[at] === '{') depth++;
      if (template[at] === '}' && --depth === 0) break;
    }
    title += '…';
  }
  return title;
}

/** The tests that a page names as `` `file` › title ``, one per line or per table line. */
export function testsNamedIn(prose) {
  return prose
    .split(/\n|<br>|\s\|(?=\s|$)/)
    .flatMap((part) => [...part.matchAll(/`([^`]+\.test\.m?[jt]s)` › (.+)$/g)])
    .map(([, file, title]) => ({ file, title: title.trim() }));
}
