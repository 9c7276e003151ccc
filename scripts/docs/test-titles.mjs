const call = /\b(?:describe|it|test)(?:\.\w+)?\(\s*(?:'((?:\\.|[^'\\])*)'|"((?:\\.|[^"\\])*)"|`((?:\\.|[^`\\])*)`)/g;

/** The titles of a test file's tests and groups. What a template fills in is written `…`. */
export function titlesOf(source) {
  return new Set(
    [...source.matchAll(call)].map(([, single, double, template]) =>
      (single ?? double ?? withoutHoles(template)).replace(/\\(.)/g, '$1'),
    ),
  );
}

function withoutHoles(template) {
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

/** The tests that a page names, one a line or between line breaks of a table: `` `file` › title ``. */
export function testsNamedIn(prose) {
  return prose
    .split(/\n|<br>|\s\|(?=\s|$)/)
    .flatMap((part) => [...part.matchAll(/`([^`]+\.test\.m?[jt]s)` › (.+)$/g)])
    .map(([, file, title]) => ({ file, title: title.trim() }));
}
