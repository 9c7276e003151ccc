// Finds a function's code on this machine, in the form that each tool writes.

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { messageOf, TemplateError } from '../model/errors.js';
import type { FunctionCode } from '../model/function-definition.js';
import { zipEntries } from '../model/zip.js';
import { readSource, SOURCE_EXTENSIONS } from './function-source.js';
import { isTemplateMap, scalarText, type TemplateMap, type TemplateValue } from './parse.js';
import type { Resource } from './resources.js';

/** The code that a tool has written. */
type DeployableCode = Exclude<FunctionCode, { kind: 'source' }>;

const HANDLER_EXTENSIONS = ['.js', '.mjs', '.cjs'] as const;

/** The hint for a function whose code does not exist. */
const BUILD_HINT = 'build the functions first, or pass the template that `sam build` wrote';

const SAM_BUILD_HINT = 'run `sam build`, then start with --template .aws-sam/build/template.yaml';

/** How each tool writes the code of a deployment package. */
const PACKAGE_HINT =
  'the code on this machine: run `cdk synth` and pass --template cdk.out, run `serverless package` and pass --template .serverless, or pass the template before `sam package`';

/**
 * Finds the code of a function.
 *
 * @throws TemplateError with the command to run, if the code does not exist
 */
export function readCode(resource: Resource): DeployableCode {
  const { properties, type, metadata, logicalId } = resource;
  const isPlain = type === 'AWS::Lambda::Function';
  const inline = isPlain ? properties.map['Code'] : properties.map['InlineCode'];
  const text = isTemplateMap(inline) ? inline['ZipFile'] : inline;
  if (typeof text === 'string' && (isTemplateMap(inline) || !isPlain)) return { kind: 'inline', text };
  const key = isPlain ? 'Code' : 'CodeUri';
  const asset = scalarText(metadata['aws:asset:path']);
  const written = asset ?? properties.map[key];
  const uploaded = uploadedKey(written);
  if (uploaded !== undefined) return packagedCode(resource, key, uploaded);
  if (typeof written !== 'string') return properties.fail(key, `${key} as a folder on this machine for ${logicalId}`);
  const found = path.resolve(resource.directory, written);
  if (existsSync(found)) {
    if (statSync(found).isDirectory()) return { kind: 'directory', directory: found };
    if (/\.(zip|jar)$/.test(found)) return { kind: 'zip', file: found };
  }
  const missing = found.endsWith('.zip') ? 'file' : 'folder';
  throw new TemplateError(
    properties.positions.of(properties.map, key),
    `${key} ${written}, but there is no ${missing} ${found}`,
    missing === 'file' ? 'a zip file: build the functions first' : `a folder with built code: ${hintFor(metadata)}`,
  );
}

const hintFor = (metadata: TemplateMap): string =>
  metadata['BuildMethod'] === undefined ? BUILD_HINT : SAM_BUILD_HINT;

/** The key of code that a tool would upload to S3; undefined for a path on this machine. */
function uploadedKey(written: TemplateValue | undefined): string | undefined {
  if (isTemplateMap(written)) return scalarText(written['S3Key'] ?? written['Key']) ?? '';
  if (typeof written === 'string' && /^(s3|https?):/.test(written)) return written.split('/').at(-1);
  return undefined;
}

/**
 * Code that CDK and the Serverless Framework write beside their template, under the name of the S3
 * object.
 */
function packagedCode({ directory, properties }: Resource, property: string, key: string): DeployableCode {
  const base = path.posix.basename(key);
  const hash = base.replace(/\.[a-z]+$/, '');
  const candidates = [assetSource(directory, hash), `asset.${hash}`, `asset.${base}`, base].filter(
    (name) => name !== undefined && name !== '',
  );
  for (const candidate of candidates) {
    const found = path.resolve(directory, candidate ?? '');
    if (!existsSync(found)) continue;
    if (statSync(found).isDirectory()) return { kind: 'directory', directory: found };
    if (found.endsWith('.zip')) return { kind: 'zip', file: found };
  }
  const at = properties.positions.of(properties.map, property);
  throw new TemplateError(
    at,
    `${property} in S3 (${key || 'without a key'}), which is not beside the template`,
    PACKAGE_HINT,
  );
}

/** The path of an asset in one of the manifests (`*.assets.json`) that CDK writes. */
function assetSource(directory: string, hash: string): string | undefined {
  for (const name of readdirSync(directory).filter((one) => one.endsWith('.assets.json'))) {
    let manifest: unknown;
    try {
      manifest = JSON.parse(readFileSync(path.join(directory, name), 'utf8'));
    } catch {
      continue;
    }
    const { files } = (manifest ?? {}) as { files?: Record<string, { source?: { path?: unknown } }> };
    const source = files?.[hash]?.source?.path;
    if (typeof source === 'string') return source;
  }
  return undefined;
}

/** The hint for sources that could be built. */
const ESBUILD_HINT =
  ', or install esbuild beside the template (npm install --save-dev esbuild): the local pool builds with it';

/**
 * Checks that the handler's file exists, or that it can be built. Inline code is always `index`.
 *
 * @returns the code to run
 * @throws TemplateError with the command to run, if there is none
 */
export function withHandler(resource: Resource, handler: string, code: DeployableCode): FunctionCode {
  const { properties, metadata } = resource;
  const at = properties.positions.of(properties.map, 'Handler');
  const file = code.kind === 'inline' ? 'index' : handlerModule(handler);
  const files = HANDLER_EXTENSIONS.map((extension) => `${file}${extension}`);
  const exists = code.kind === 'inline' ? () => true : fileCheck(code, at);
  const isBuilt = handler.includes('.') && files.some(exists);
  const sources = handler.includes('.') ? readSource(resource, file, code, isBuilt) : undefined;
  if (sources !== undefined) return sources;
  if (isBuilt) return code;
  const source = SOURCE_EXTENSIONS.map((extension) => `${file}${extension}`).find(exists);
  const found = source === undefined ? '' : `, only its source ${source}`;
  throw new TemplateError(
    at,
    `Handler ${handler}, but no ${files.join(', ')} in its code${found}`,
    `built code: ${hintFor(metadata)}${source === undefined && metadata['BuildMethod'] !== 'esbuild' ? '' : ESBUILD_HINT}`,
  );
}

/** The module of a handler: the path before the first dot of the last segment. The rest is the export's path. */
function handlerModule(handler: string): string {
  const slash = handler.lastIndexOf('/') + 1;
  const dot = handler.indexOf('.', slash);
  return dot < 0 ? handler : handler.slice(0, dot);
}

/** A check of whether the code contains a file. */
function fileCheck(
  code: Exclude<FunctionCode, { kind: 'inline' | 'source' }>,
  at: ConstructorParameters<typeof TemplateError>[0],
): (file: string) => boolean {
  if (code.kind === 'directory') return (file) => existsSync(path.join(code.directory, file));
  try {
    const names = new Set(zipEntries(readFileSync(code.file)).map(({ name }) => path.posix.normalize(name)));
    return (file) => names.has(path.posix.normalize(file));
  } catch (cause) {
    throw new TemplateError(at, `the code ${code.file} (${messageOf(cause)})`, 'a zip file');
  }
}
