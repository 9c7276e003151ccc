/** The language of the page around a node: the nearest `lang`, across shadow roots; English where there is none. */
export function nearestLanguage(from: Node): string {
  for (let node: Node | null = from; node; node = node.parentNode ?? (node as ShadowRoot).host ?? null) {
    const lang = (node as Element).getAttribute?.('lang');
    if (lang) return lang;
  }
  return 'en';
}
