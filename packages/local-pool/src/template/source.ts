import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import { type Position, TemplateError } from '../model/errors.js';

/** What a template is made of once its tags are in their long form (`{ "Ref": … }`, `{ "Fn::Sub": … }`). */
export type TemplateValue = string | number | boolean | null | TemplateValue[] | TemplateMap;
export interface TemplateMap {
  [key: string]: TemplateValue;
}

export const isTemplateMap = (value: TemplateValue | undefined): value is TemplateMap =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Remembers where each map, list and entry stood in the file, also for the copies that resolving makes. */
export class Positions {
  readonly #file: string;
  readonly #places = new WeakMap<object, { self: Position; entries: Map<string, Position> }>();

  constructor(file: string) {
    this.#file = file;
  }

  set(container: object, self: Position, entries: Map<string, Position>): void {
    this.#places.set(container, { self, entries });
  }

  copy(from: object, to: object): void {
    const place = this.#places.get(from);
    if (place !== undefined) this.#places.set(to, place);
  }

  /** Of an entry where it is known, else of its container, else of the file's start. */
  of(container: object | undefined, key?: string | number): Position {
    const place = container === undefined ? undefined : this.#places.get(container);
    const entry = key === undefined ? undefined : place?.entries.get(String(key));
    return entry ?? place?.self ?? { file: this.#file, line: 1, column: 1 };
  }
}

const longForms: Readonly<Record<string, string>> = {
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
};

/** Parses a YAML or JSON template. Throws TemplateError with the place of the first fault. */
export function parseTemplate(text: string, file: string): { root: TemplateMap; positions: Positions } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, logLevel: 'silent', strict: true, merge: true });
  const positions = new Positions(file);
  const at = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { file, line, column: col };
  };
  const fault = document.errors[0];
  if (fault !== undefined) {
    const [summary = 'unreadable text'] = fault.message.split('\n');
    throw new TemplateError(at(fault.pos[0]), summary.replace(/ at line \d+, column \d+:?$/, ''), 'YAML or JSON');
  }

  const placeOf = (node: Node | null): Position => at(node?.range?.[0] ?? 0);

  const plain = (node: Node | null): TemplateValue => {
    if (node === null) return null;
    if (isAlias(node)) return plain(node.resolve(document) ?? null);
    const value = untagged(node);
    const tag = node.tag;
    if (tag === undefined || !tag.startsWith('!') || tag === '!') return value;
    const long = longForms[tag];
    if (long === undefined) {
      throw new TemplateError(placeOf(node), `the tag ${tag}`, `one of ${Object.keys(longForms).join(' ')}`);
    }
    const argument = long === 'Fn::GetAtt' && typeof value === 'string' ? splitAtFirstDot(value) : value;
    if (Array.isArray(argument) && !Array.isArray(value)) positions.set(argument, placeOf(node), new Map());
    const wrapped: TemplateMap = { [long]: argument };
    positions.set(wrapped, placeOf(node), new Map([[long, placeOf(node)]]));
    return wrapped;
  };

  const untagged = (node: Node): TemplateValue => {
    if (isScalar(node)) {
      const { value } = node;
      if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
        return value;
      }
      return String(value);
    }
    const entries = new Map<string, Position>();
    if (isSeq(node)) {
      const list = node.items.map((item, index) => {
        entries.set(String(index), placeOf(item as Node));
        return plain(item as Node);
      });
      positions.set(list, placeOf(node), entries);
      return list;
    }
    if (isMap(node)) {
      const map: TemplateMap = Object.create(null) as TemplateMap;
      for (const pair of node.items) {
        const key = String(isScalar(pair.key) ? pair.key.value : pair.key);
        entries.set(key, placeOf((pair.value ?? pair.key) as Node));
        map[key] = plain(pair.value as Node | null);
      }
      positions.set(map, placeOf(node), entries);
      return map;
    }
    throw new TemplateError(placeOf(node), 'something that is neither value, list nor map', 'one of these');
  };

  const root = plain(document.contents as Node | null);
  if (!isTemplateMap(root)) {
    throw new TemplateError({ file, line: 1, column: 1 }, describeValue(root), 'a template with a Resources section');
  }
  return { root, positions };
}

function splitAtFirstDot(text: string): TemplateValue {
  const dot = text.indexOf('.');
  return dot < 0 ? [text] : [text.slice(0, dot), text.slice(dot + 1)];
}

/** Words for an error message: kind and, where short, the value. */
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
