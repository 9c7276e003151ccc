// Parses a YAML or JSON template, and remembers where in the file each value was.

import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type Node as YamlNode,
} from 'yaml';
import { type Position, TemplateError } from '../model/errors.js';

/**
 * A value of a template. Short forms of intrinsic functions (`!Ref`) are already in their long form (`{ "Ref": … }`).
 */
export type TemplateValue = string | number | boolean | null | TemplateValue[] | TemplateMap;

/** A map of a template. It has no prototype, so that keys such as `constructor` are ordinary ones. */
export interface TemplateMap {
  [key: string]: TemplateValue;
}

/** Whether a value is a map. */
export const isTemplateMap = (value: TemplateValue | undefined): value is TemplateMap =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Creates an empty map. */
export const createTemplateMap = (): TemplateMap => Object.create(null) as TemplateMap;

/** Where each map and list was in the file, including the copies that resolving makes. */
export interface Positions {
  /** Stores where a map or list and its entries are. */
  set(container: object, self: Position, entries: ReadonlyMap<string, Position>): void;
  /** Gives a copy the positions of its original. */
  copy(from: object, to: object): void;
  /** The position of an entry; of its container if unknown; of the file's beginning if that is unknown too. */
  of(container: object | undefined, key?: string): Position;
}

function createPositions(file: string): Positions {
  const places = new WeakMap<object, { self: Position; entries: ReadonlyMap<string, Position> }>();
  return {
    set(container, self, entries) {
      places.set(container, { self, entries });
    },
    copy(from, to) {
      const place = places.get(from);
      if (place !== undefined) places.set(to, place);
    },
    of(container, key) {
      const place = container === undefined ? undefined : places.get(container);
      const entry = key === undefined ? undefined : place?.entries.get(key);
      return entry ?? place?.self ?? { file, line: 1, column: 1 };
    },
  };
}

const LONG_FORMS: Readonly<Record<string, string>> = {
  '!Ref': 'Ref',
  '!Condition': 'Condition',
  '!GetAtt': 'Fn::GetAtt',
  '!Sub': 'Fn::Sub',
  '!Join': 'Fn::Join',
  '!If': 'Fn::If',
  '!Equals': 'Fn::Equals',
  '!Not': 'Fn::Not',
  '!And': 'Fn::And',
  '!Or': 'Fn::Or',
  '!Select': 'Fn::Select',
  '!Split': 'Fn::Split',
  '!FindInMap': 'Fn::FindInMap',
  '!Base64': 'Fn::Base64',
  '!GetAZs': 'Fn::GetAZs',
  '!ImportValue': 'Fn::ImportValue',
  '!Cidr': 'Fn::Cidr',
  '!Length': 'Fn::Length',
  '!ToJsonString': 'Fn::ToJsonString',
  '!Contains': 'Fn::Contains',
  '!EachMemberEquals': 'Fn::EachMemberEquals',
  '!EachMemberIn': 'Fn::EachMemberIn',
  '!Transform': 'Fn::Transform',
  '!RefAll': 'Fn::RefAll',
  '!ValueOf': 'Fn::ValueOf',
  '!ValueOfAll': 'Fn::ValueOfAll',
};

interface Conversion {
  readonly document: Document;
  readonly positions: Positions;
  readonly positionOf: (node: YamlNode | null) => Position;
  /** The nodes that contain the current one, to find an alias of one of them. */
  readonly open: Set<YamlNode>;
}

/**
 * Parses a template.
 *
 * @param text YAML or JSON
 * @param file the file's name in error messages
 * @throws TemplateError with the position of the first error
 */
export function parseTemplate(text: string, file: string): { root: TemplateMap; positions: Positions } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, logLevel: 'silent', strict: true, merge: true });
  const positionAt = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { file, line, column: col };
  };
  const error = document.errors[0];
  if (error !== undefined) {
    const [summary = 'unreadable text'] = error.message.split('\n');
    const at = positionAt(error.pos[0]);
    if (error.code === 'DUPLICATE_KEY') {
      const [key = ''] = /^(?:"[^"]*"|'[^']*'|[^\s:,{}]+(?:::[^\s:,{}]+)*)/.exec(text.slice(error.pos[0])) ?? [];
      throw new TemplateError(at, `the key ${key} a second time in one map`, 'each key once');
    }
    const found = summary.replace(/ at line \d+, column \d+:?$/, '');
    throw new TemplateError(at, found, 'YAML or JSON');
  }
  const positions = createPositions(file);
  const positionOf = (node: YamlNode | null): Position => positionAt(node?.range?.[0] ?? 0);
  const root = convertNode(document.contents as YamlNode | null, {
    document,
    positions,
    positionOf,
    open: new Set(),
  });
  if (!isTemplateMap(root)) {
    throw new TemplateError({ file, line: 1, column: 1 }, describeValue(root), 'a template with a Resources section');
  }
  return { root, positions };
}

function convertNode(node: YamlNode | null, conversion: Conversion): TemplateValue {
  if (node === null) return null;
  const { document, positions, positionOf, open } = conversion;
  if (isAlias(node)) return convertNode(node.resolve(document) ?? null, conversion);
  if (open.has(node)) throw new TemplateError(positionOf(node), 'an anchor that contains itself', 'a value that ends');
  open.add(node);
  const value = convertUntagged(node, conversion);
  open.delete(node);
  const { tag } = node;
  if (tag === undefined || !tag.startsWith('!') || tag === '!') return value;
  const name = LONG_FORMS[tag];
  if (name === undefined) {
    throw new TemplateError(positionOf(node), `the tag ${tag}`, `one of ${Object.keys(LONG_FORMS).join(' ')}`);
  }
  const argument = name === 'Fn::GetAtt' && typeof value === 'string' ? splitAtFirstDot(value) : value;
  if (Array.isArray(argument) && !Array.isArray(value)) positions.set(argument, positionOf(node), new Map());
  const longForm: TemplateMap = { [name]: argument };
  positions.set(longForm, positionOf(node), new Map([[name, positionOf(node)]]));
  return longForm;
}

function convertUntagged(node: YamlNode, conversion: Conversion): TemplateValue {
  const { positions, positionOf } = conversion;
  if (isScalar(node)) return convertScalar(node.value);
  const entries = new Map<string, Position>();
  if (isSeq(node)) {
    const list = node.items.map((item, index) => {
      entries.set(String(index), positionOf(item as YamlNode));
      return convertNode(item as YamlNode, conversion);
    });
    positions.set(list, positionOf(node), entries);
    return list;
  }
  if (isMap(node)) {
    const map = createTemplateMap();
    for (const pair of node.items) {
      const key = String(isScalar(pair.key) ? pair.key.value : pair.key);
      entries.set(key, positionOf((pair.value ?? pair.key) as YamlNode));
      map[key] = convertNode(pair.value as YamlNode | null, conversion);
    }
    positions.set(map, positionOf(node), entries);
    return map;
  }
  throw new TemplateError(positionOf(node), 'an unsupported YAML node', 'a value, a list or a map');
}

function convertScalar(value: unknown): TemplateValue {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return value;
  }
  return String(value);
}

function splitAtFirstDot(text: string): TemplateValue {
  const dot = text.indexOf('.');
  return dot < 0 ? [text] : [text.slice(0, dot), text.slice(dot + 1)];
}

/** Describes a value in an error message: its kind, or the value itself when it is short. */
export function describeValue(value: TemplateValue | undefined): string {
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object') {
    const keys = Object.keys(value);
    return keys.length === 0 ? 'an empty map' : `a map with ${keys.slice(0, 4).join(', ')}`;
  }
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}

/** A string, number or boolean as text; undefined for everything else. */
export function scalarText(value: TemplateValue | undefined): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

/** Any value as text: a map or list as JSON. Maps of templates have no `toString`. */
export const asText = (value: TemplateValue | undefined): string =>
  scalarText(value) ?? (value === undefined ? '' : JSON.stringify(value));
