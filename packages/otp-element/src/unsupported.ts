/**
 * A classic script for browsers below the minimum, which can't parse the element's module and would show nothing. It fills each
 * `<cognito-otp-login>` with one message in the page's language, and does nothing in a supported browser.
 *
 * Written in ES5 and with the DOM of 2011, because that is what these browsers have; a test parses the built file as ES5.
 * It uses no `eval`, which a content security policy may forbid. Instead of syntax, it tests features that browsers
 * introduced together with it.
 */
import { unsupportedTexts } from './i18n/unsupported-texts.js';

var TAG = 'cognito-otp-login';
var RIGHT_TO_LEFT = /^(ar|fa|he|ur)$/;
/** The slots that stay visible next to the message, because they make sense without the form. */
var KEPT_SLOTS = /^(header|logo|support|footer)$/;

/** The APIs that the element needs. The functions of ES2022 indicate support of its syntax. */
function lacksRequired(): boolean {
  return !(
    'noModule' in document.createElement('script') &&
    window.customElements &&
    'attachShadow' in Element.prototype &&
    window.MutationObserver &&
    'at' in Array.prototype &&
    'hasOwn' in Object &&
    window.Intl &&
    Intl.Locale &&
    Intl.DisplayNames
  );
}

/** Whether the browser may be too old for static blocks of classes, which Safari has had since 16.4, as it has import maps. */
function lacksImportMaps(): boolean {
  return !(HTMLScriptElement.supports && HTMLScriptElement.supports('importmap'));
}

/** Whether the element runs nevertheless, for example in Firefox 94 to 107. */
function isDefined(): boolean {
  return !!(window.customElements && customElements.get(TAG));
}

/** The tag of the text for a BCP 47 tag, with the rules of `supportedLanguage()`. */
function textLanguage(tag: string): string {
  var name = tag
    .toLowerCase()
    .replace(/^zh-(.*-)?(hant|hk|mo)\b.*/, 'zh-tw')
    .replace(/^n[on]\b/, 'nb')
    .replace(/^iw\b/, 'he')
    .replace(/^in\b/, 'id');
  while (name && !unsupportedTexts[name]) name = name.slice(0, Math.max(name.lastIndexOf('-'), 0));
  return name || 'en';
}

/** The language around a node: the nearest `lang` that looks like a language tag; otherwise English. */
function nearestTag(element: Element): string {
  for (var node: Node | null = element; node; node = node.parentNode) {
    var lang = node.nodeType === 1 && (node as Element).getAttribute('lang');
    if (lang && /^[a-z]{2,8}(-[a-z0-9]{1,8})*$/i.test(lang)) return lang;
  }
  return 'en';
}

/** The message, with a class for the page's style sheets. */
function createMessage(element: Element): HTMLElement {
  var language = textLanguage(nearestTag(element));
  var message = document.createElement('p');
  message.className = 'cognito-otp-unsupported';
  message.setAttribute('role', 'alert');
  // As usual in attributes, the region is in capitals.
  message.lang = language.replace(/-.*/, function upper(region) {
    return region.toUpperCase();
  });
  message.dir = RIGHT_TO_LEFT.test(language) ? 'rtl' : 'ltr';
  message.appendChild(document.createTextNode(unsupportedTexts[language] as string));
  return message;
}

/** Replaces the element's slotted content: a placeholder, or questions without a form. */
function fill(element: HTMLElement): void {
  var message = createMessage(element);
  element.setAttribute('data-unsupported', '');
  // A shadow root, printed by a server or attached by the element, would hide the content that is added here.
  if (element.shadowRoot) {
    element.style.display = 'none';
    (element.parentNode as Node).insertBefore(message, element);
    return;
  }
  for (var child = element.lastChild; child; ) {
    var previous = child.previousSibling;
    var slot = child.nodeType === 1 && (child as Element).getAttribute('slot');
    if (!slot || !KEPT_SLOTS.test(slot)) element.removeChild(child);
    child = previous;
  }
  element.insertBefore(message, element.firstChild);
}

/** Fills the elements that were added since the last call. */
function fillAll(): void {
  var elements = document.querySelectorAll<HTMLElement>(TAG + ':not([data-unsupported])');
  for (var index = 0; index < elements.length; index++) fill(elements[index] as HTMLElement);
}

/** Registers the element's name, so that an incomplete form does not start below the message. */
function reserveName(): void {
  if (!window.customElements || isDefined()) return;
  function Reserved(): HTMLElement {
    return Reflect.construct(HTMLElement, [], Reserved);
  }
  Reserved.prototype = Object.create(HTMLElement.prototype);
  customElements.define(TAG, Reserved as unknown as CustomElementConstructor);
}

/** Fills all elements, including those that are added later. */
function watch(): void {
  fillAll();
  if (window.MutationObserver) {
    new MutationObserver(fillAll).observe(document.documentElement, { childList: true, subtree: true });
  } else {
    setInterval(fillAll, 300);
  }
}

/** Fills the elements unless the page's module has run. */
function watchUnlessDefined(): void {
  if (!isDefined()) watch();
}

if (lacksRequired()) {
  reserveName();
  watch();
} else if (lacksImportMaps()) {
  // Modules have run by then, if the browser was able to parse them.
  if (document.readyState === 'complete') watchUnlessDefined();
  else window.addEventListener('load', watchUnlessDefined);
}
