import { posix } from 'node:path';
import { readMarkdown } from './markdown.mjs';
import { testsNamedIn, titlesOf } from './test-titles.mjs';

/**
 * Lists the problems of the documentation, one sentence each: broken links, and names of tests, commands, modules and template
 * entries that do not exist.
 *
 * @param {Map<string, string | undefined>} files path → text of every file of the repository; undefined for files that are
 *   not read, such as images
 */
export function problemsIn(files) {
  const pages = new Map(
    [...files].filter(([path]) => path.endsWith('.md')).map(([path, text]) => [path, readMarkdown(text)]),
  );
  const template = templateOf(files.get('template.yaml') ?? '');
  const scripts = JSON.parse(files.get('package.json') ?? '{}').scripts ?? {};
  return [
    ...[...pages].flatMap(([path, page]) => brokenLinks(path, page, files, pages)),
    ...[...pages].flatMap(([path, page]) => unknownCommands(path, page, scripts)),
    ...[...pages].flatMap(([path, page]) => unknownTests(path, page, files)),
    ...[...pages.keys()].flatMap((path) => unknownModules(path, files)),
    ...[...files].flatMap(([path, text]) => unknownPages(path, text, pages)),
    ...(pages.has('docs/operations.md') ? unknownNames(pages.get('docs/operations.md'), template, files) : []),
  ];
}

function brokenLinks(path, { links }, files, pages) {
  const folders = new Set([...files.keys()].flatMap((file) => foldersOf(file)));
  return links.flatMap((link) => {
    if (/^[a-z][a-z0-9+.-]*:/i.test(link)) return [];
    const [target, anchor] = link.split('#');
    const file = target === '' ? path : posix.normalize(posix.join(posix.dirname(path), decodeURI(target)));
    if (!files.has(file) && !folders.has(file.replace(/\/$/, ''))) return [`${path}: there is no ${file} (${link})`];
    return anchor && pages.has(file) && !pages.get(file).anchors.has(anchor)
      ? [`${path}: ${file} has no #${anchor}`]
      : [];
  });
}

function foldersOf(file) {
  const parts = file.split('/').slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}

function unknownCommands(path, { code, fences }, scripts) {
  const texts = [...code, ...fences.map((fence) => fence.text)];
  const names = texts.flatMap((text) => [
    ...[...text.matchAll(/\bnpm run (?:-s )?([\w:-]+)/g)].map(([, name]) => name),
    ...(/\bnpm test\b/.test(text) ? ['test'] : []),
  ]);
  return names.filter((name) => !(name in scripts)).map((name) => `${path}: package.json has no script ${name}`);
}

function unknownTests(path, { prose }, files) {
  return testsNamedIn(prose).flatMap(({ file, title }) => {
    const found = [...files.keys()].filter((name) => name === file || name.endsWith(`/${file}`));
    if (found.length !== 1) return [`${path}: ${found.length} files are ${file}`];
    return titlesOf(files.get(found[0])).has(title) ? [] : [`${path}: ${file} has no test “${title}”`];
  });
}

/** Modules of this repository's packages that no `exports` offers. */
function unknownModules(path, files) {
  const manifests = [...files].filter(([file]) => /^packages\/[^/]+\/package\.json$/.test(file));
  const known = new Set(
    manifests.flatMap(([, text]) => {
      const { name, exports = {} } = JSON.parse(text);
      return Object.keys(exports).map((key) => name + key.slice(1));
    }),
  );
  const named = files.get(path).match(/(?<!node_modules\/)@cognito-otp\/[\w-]+(?:\/[\w-]+)*/g) ?? [];
  return [...new Set(named)].filter((name) => !known.has(name)).map((name) => `${path}: there is no module ${name}`);
}

/** Pages of the documentation that sources and the template refer to. */
function unknownPages(path, text, pages) {
  if (path.endsWith('.md') || text === undefined || /(^|\/)docs\.test\.mjs$/.test(path)) return [];
  return [...text.matchAll(/\b(docs\/[\w/-]+\.md)(?:#([\w-]+))?/g)].flatMap(([, page, anchor]) => {
    if (!pages.has(page)) return [`${path}: there is no ${page}`];
    return anchor && !pages.get(page).anchors.has(anchor) ? [`${path}: ${page} has no #${anchor}`] : [];
  });
}

/** The names of the template's parameters, resources and outputs, found by its indentation, and its text. */
function templateOf(text) {
  const section = (name) =>
    new Set(
      [...(new RegExp(`^${name}:\\n((?:(?: .*|)\\n)*)`, 'm').exec(text)?.[1] ?? '').matchAll(/^ {2}(\w+):/gm)].map(
        ([, key]) => key,
      ),
    );
  return { parameters: section('Parameters'), resources: section('Resources'), outputs: section('Outputs'), text };
}

/** Names in the runbook that neither the template nor the triggers define: in inline code and in the arguments of commands. */
function unknownNames({ code, fences }, template, files) {
  const { parameters, resources, outputs, text } = template;
  const sources = [...files].filter(([path]) => path.startsWith('packages/triggers/')).map(([, source]) => source);
  const words = new Set([text, ...sources].join('\n').match(/\w+/g));
  // Names of AWS errors are defined by AWS.
  const known = (name) => words.has(name) || /(Exception|Error)$/.test(name);
  const problem = (name, what) => `docs/operations.md: the template has no ${what} ${name}`;
  const commands = fences
    .filter(({ language }) => language === 'sh')
    .map((fence) => fence.text)
    .join('\n');
  const all = (pattern) => [...commands.matchAll(pattern)].map(([, name]) => name);
  return [
    ...code
      .flatMap((word) => /^([A-Z][a-z]\w*|[A-Z]+(?:_[A-Z0-9]+)+)(?:=.*)?$/.exec(word)?.[1] ?? [])
      .filter((name) => !known(name))
      .map((name) => problem(name, 'name')),
    ...all(/\bset_parameter (\w+)/g)
      .filter((name) => !parameters.has(name))
      .map((name) => problem(name, 'parameter')),
    ...all(/\$\(resource (\w+)\)/g)
      .filter((name) => !resources.has(name))
      .map((name) => problem(name, 'resource')),
    ...all(/\$\(output (\w+)\)/g)
      .filter((name) => !outputs.has(name))
      .map((name) => problem(name, 'output')),
  ];
}
