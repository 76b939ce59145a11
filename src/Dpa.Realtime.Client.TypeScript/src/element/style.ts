const css = `
:host { display: flex; align-items: center; gap: var(--dpa-progress-gap, 0.5em); }
:host([hidden]), [hidden] { display: none; }
[part=track] {
  flex: 1; overflow: hidden;
  height: var(--dpa-progress-height, 0.5em);
  border-radius: var(--dpa-progress-radius, 1em);
  background: var(--dpa-progress-track, #8883);
}
[part=fill] { height: 100%; transform-origin: left; background: var(--dpa-progress-fill, #1565c0); }
:host([data-status=completed]) [part=fill] { background: var(--dpa-progress-completed, #2e7d32); }
:host([data-status=waiting]) [part=fill] { background: var(--dpa-progress-waiting, #b26a00); }
:host([data-status=failed]) [part=fill] { background: var(--dpa-progress-failed, #c62828); }
@media (forced-colors: active) {
  [part=track] { border: 1px solid; }
  [part=fill] { background: Highlight; forced-color-adjust: none; }
}`;

let sheet: CSSStyleSheet | undefined;

/** Styles the shadow tree; one sheet for all, which a content security policy without inline styles allows. */
export function style(root: ShadowRoot): void {
  if ('adoptedStyleSheets' in root && 'replaceSync' in CSSStyleSheet.prototype) {
    if (!sheet) (sheet = new CSSStyleSheet()).replaceSync(css);
    root.adoptedStyleSheets = [sheet];
  } else {
    const element = document.createElement('style');
    element.textContent = css;
    (root as ShadowRoot).append(element);
  }
}
