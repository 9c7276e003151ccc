/** What the checks need to know of a Markdown file. Fenced code is no prose: nothing in it is a link or a heading. */
export function readMarkdown(text) {
  const fences = [];
  let fence;
  const prose = text.split('\n').map((line) => {
    const mark = /^\s*(```+|~~~+)\s*(\w*)/.exec(line);
    if (fence) {
      if (mark?.[1].startsWith(fence.mark)) {
        fences.push({ language: fence.language, text: fence.lines.join('\n') });
        fence = undefined;
      } else fence.lines.push(line);
      return '';
    }
    if (mark) fence = { mark: mark[1], language: mark[2], lines: [] };
    return mark ? '' : line;
  });
  return { anchors: anchorsOf(prose), links: linksOf(prose), code: codeOf(prose), fences, prose: prose.join('\n') };
}

/** Anchors as GitHub makes them: of headings, and those written out as `id` or `name`. */
function anchorsOf(prose) {
  const anchors = new Set();
  for (const line of prose) {
    const heading = /^#{1,6}\s+(.*?)\s*#*$/.exec(line)?.[1];
    if (heading !== undefined) {
      const slug = slugOf(heading);
      let anchor = slug;
      for (let again = 1; anchors.has(anchor); again++) anchor = `${slug}-${again}`;
      anchors.add(anchor);
    }
    for (const [, id] of line.matchAll(/<\w+[^>]*\s(?:id|name)="([^"]+)"/g)) anchors.add(id);
  }
  return anchors;
}

function slugOf(heading) {
  return heading
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}_\s-]/gu, '')
    .trim()
    .replace(/\s/g, '-');
}

/** Every target of a link or an image, in brackets or in an attribute. */
function linksOf(prose) {
  const links = [];
  for (const line of prose) {
    const plain = line.replace(/`[^`]*`/g, '`');
    for (const [, target] of plain.matchAll(/\]\(([^()\s]+)(?:\s+"[^"]*")?\)/g)) links.push(target);
    for (const [, target] of plain.matchAll(/^\s*\[[^\]]+\]:\s+(\S+)/g)) links.push(target);
    for (const [, target] of plain.matchAll(/\s(?:href|src)="([^"]+)"/g)) links.push(target);
  }
  return links;
}

/** The words written as code within the prose. */
function codeOf(prose) {
  return prose.flatMap((line) => [...line.matchAll(/`([^`]+)`/g)].map(([, code]) => code));
}
