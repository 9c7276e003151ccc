/** The public interface of the elements, compared between sources, manifest, built files and README. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { elementTypes, vsCodeData } from '../scripts/describe.mjs';
import { elementsOf, readManifest } from '../scripts/manifest.mjs';
import { readme } from '../scripts/public-face.mjs';
import * as everything from '../src/index.js';

interface Named {
  readonly name: string;
}
interface Declaration {
  readonly tagName: string;
  readonly attributes: readonly Named[];
  readonly members: readonly (Named & { readonly kind: string; readonly description: string })[];
  readonly events: readonly (Named & { readonly type: { readonly text: string } })[];
  readonly slots?: readonly Named[];
  readonly cssParts?: readonly Named[];
  readonly cssStates?: readonly Named[];
  readonly cssProperties?: readonly Named[];
}

const here = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const names = (list: readonly Named[] | undefined) => (list ?? []).map(({ name }) => name).sort();
const words = (text: string) => text.trim().split(/\s+/).sort();

/** The sources of the form as one text. */
const sources = readdirSync(here('src'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !/messages|session|logout|snippet/.test(file))
  .map((file) => readFileSync(here(`src/${file}`), 'utf8'))
  .join('\n');
const mentioned = (pattern: RegExp) => [...new Set(Array.from(sources.matchAll(pattern), ([, name]) => name!))].sort();

const manifest = readManifest();
const [login, session, logout] = elementsOf(manifest) as [Declaration, Declaration, Declaration];

test('the form has exactly these attributes and reflects its step', () => {
  assert.deepEqual(
    names(login.attributes),
    words(`user-pool-id client-id region endpoint identifiers sign-up default-country countries preferred-countries app-name logo remember
      code-appearance format lang dir theme persistence redirect no-auto-submit no-mailbox-link light-dom autofocus flow step
      name required form-value`),
  );
  const { observedAttributes } = everything.CognitoOtpLogin;
  const observed = observedAttributes.filter((name) => !/^(kind|country|texts|pending|failed)$/.test(name));
  // Attributes that later modules read have no property, because properties are part of the first paint.
  const withoutProperty = words('app-name autofocus logo no-mailbox-link remember');
  assert.deepEqual([...observed, ...withoutProperty].sort(), names(login.attributes));
});

test('the form has exactly these properties besides its attributes', () => {
  const attributes = new Set(login.attributes.map((each) => (each as { fieldName?: string }).fieldName));
  const properties = login.members.filter(({ kind, name }) => kind === 'field' && !attributes.has(name));
  assert.deepEqual(names(properties), words('client messages storage fetcher errorTransformer captcha fields'));
});

test('the form dispatches exactly these events, each with a class of its own', () => {
  assert.deepEqual(
    names(login.events),
    words(`ready step before-send sent before-verify invalid-code lockout success before-redirect error
      session-expired signed-out`).map((name) => `cognito-otp-${name}`),
  );
  const classes = new Map(Object.entries(everything));
  for (const { name, type } of login.events) {
    const EventClass = classes.get(type.text) as typeof everything.ReadyEvent;
    const event = new EventClass('identifier');
    assert.deepEqual([event.type, event.bubbles, event.composed], [name, true, true]);
    assert.equal(event.cancelable, name.includes('-before-'), name);
  }
});

test('the form has exactly these methods', () => {
  const methods = login.members.filter(({ kind }) => kind === 'method');
  assert.deepEqual(names(methods), words('focus reset resend submitCode signOut getSession getTokens'));
  for (const { name } of methods)
    assert.equal(typeof everything.CognitoOtpLogin.prototype[name as 'reset'], 'function');
});

test('the form has exactly the slots, parts, states and custom properties that the manifest documents', () => {
  assert.deepEqual(names(login.slots), words('header logo fields questions terms captcha footer support success'));
  assert.deepEqual(names(login.slots), mentioned(/(?<=\bslot\(\s*|\bshownIf\(.*)'([a-z-]+)'/g));
  const parts = [
    ...mentioned(/\bpart(?:="|: ')([a-z-]+)["']/g),
    ...mentioned(/['` ]((?:kind|cell)(?:-(?:chosen|filled|current))?)(?=['`$ ])/g),
  ];
  assert.deepEqual(names(login.cssParts), [...new Set(parts)].sort());
  assert.deepEqual(names(login.cssStates), words('loading error locked offline success'));
  assert.deepEqual(names(login.cssProperties), mentioned(/var\((--cognito-otp-[a-z-]+)/g));
});

test('the companion elements have the attributes of the pool and report when a session ends', () => {
  const pool = words('user-pool-id client-id region endpoint persistence');
  assert.deepEqual(names(session.attributes), [...pool, 'sessions'].sort());
  assert.deepEqual(names(logout.attributes), [...pool, 'everywhere', 'forget'].sort());
  assert.deepEqual(names(session.slots), ['signed-in', 'signed-out']);
  assert.deepEqual(names(logout.slots), ['']);
  for (const { events } of [session, logout]) {
    assert.deepEqual(names(events), ['cognito-otp-error', 'cognito-otp-signed-out']);
  }
});

test('the manifest, types and editor data of the built package match the sources', () => {
  const { customElements } = JSON.parse(readFileSync(here('package.json'), 'utf8'));
  assert.deepEqual(JSON.parse(readFileSync(here(customElements), 'utf8')), manifest);
  assert.deepEqual(JSON.parse(readFileSync(here('dist/vscode.html-custom-data.json'), 'utf8')), vsCodeData(manifest));
  assert.equal(readFileSync(here('dist/types/elements.d.ts'), 'utf8'), elementTypes(manifest));
});

test('the tables of the README match the manifest', () => {
  const text = readFileSync(here('README.md'), 'utf8');
  assert.equal(readme(text, manifest), text, 'run `node packages/otp-element/scripts/public-face.mjs --readme`');
});
