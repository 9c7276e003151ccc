/** Parses what the checks of the documentation need from a Markdown file. Fenced code contains no links and no headings. */
export function readMarkdown(text) {
  const fences = [];
  let fence;
  const prose = text.split('\n').map((line) => {
    const marker = /^\s*(```+|~~~+)\s*(\w*)/.exec(line);
    if (fence) {
      if (marker?.[1].startsWith(fence.marker)) {
        fences.push({ language: fence.language, text: fence.lines.join('\n') });
        fence = undefined;
      } else fence.lines.push(line);
      return '';
    }
    if (marker) fence = { marker: marker[1], language: marker[2], lines: [] };
    return marker ? '' : line;
  });
  return { anchors: anchorsOf(prose), links: linksOf(prose), code: codeOf(prose), fences, prose: prose.join('\n') };
}

/** The anchors of a page: of headings, as GitHub derives them, and explicit `id` and `name` attributes. */
function anchorsOf(prose) {
  const anchors = new Set();
  for (const line of prose) {
    const heading = /^#{1,6}\s+(.*?)\s*#*$/.exec(line)?.[1];
    if (heading !== undefined) {
      const slug = slugOf(heading);
      let anchor = slug;
      for (let count = 1; anchors.has(anchor); count++) anchor = `${slug}-${count}`;
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

/** The targets of all links and images, in Markdown or in HTML attributes. */
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

/** The inline code of the prose. */
function codeOf(prose) {
  return prose.flatMap((line) => [...line.matchAll(/`([^`]+)`/g)].map(([, code]) => code));
}
