/** The part of the stylesheet that only the launcher needs. A constant only. */

export const LAUNCHER_STYLES = `
.top { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: 1rem 2rem; margin: 0 0 1.75rem; }
.brand { display: flex; align-items: center; gap: 0.875rem; min-width: 0; }
.brand .mark { flex: none; margin: 0; }
.brand .logo { height: 3rem; max-width: 10rem; }
.brand h1 { text-align: start; }
.me { display: grid; grid-template-columns: auto 1fr; align-items: center; gap: 0 0.75rem; min-width: 0; }
.me p { margin: 0; }
.me small { font-size: 0.875rem; color: var(--quiet); }
.me strong { font-weight: 600; }
.me .portrait { grid-row: span 2; width: 2.75rem; height: 2.75rem; font-size: 1.125rem; }
.me nav { display: flex; flex-wrap: wrap; gap: 0 1rem; font-size: 0.9375rem; }
.me nav a { padding-block: 0.125rem; text-decoration-line: none; }
.me nav a:hover { text-decoration-line: underline; }
.anybody { display: flex; flex-wrap: wrap; gap: 0.75rem 1.25rem; }
.anybody .button { width: auto; min-height: 2.75rem; padding-inline: 1.25rem; font-size: 1rem; }
.empty { padding: 2rem 0; }
.apps { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 15rem), 1fr)); gap: 0.75rem; margin: 0; padding: 0; list-style: none; }
.app {
  display: flex;
  align-items: center;
  gap: 0.875rem;
  height: 100%;
  padding: 0.875rem;
  color: inherit;
  text-decoration: none;
  border: 1px solid var(--edge);
  border-radius: 0.75rem;
  transition: border-color 0.12s, background-color 0.12s;
}
.app > span:last-child { min-width: 0; }
a.app:hover { border-color: var(--field-edge); background: var(--ground); }
.app strong { display: block; line-height: 1.3; font-weight: 600; overflow-wrap: anywhere; }
.app strong { hyphens: auto; hyphenate-limit-chars: 14 5 4; }
.app small { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 3; overflow: hidden; margin-block-start: 0.125rem; font-size: 0.875rem; line-height: 1.35; color: var(--quiet); overflow-wrap: anywhere; }
@media (max-width: 20rem) { .app small { display: block; } }
.icon { flex: none; width: 2.75rem; height: 2.75rem; object-fit: contain; border-radius: 0.625rem; }
.off { border-style: dashed; }
.off strong { color: var(--quiet); }
.off .icon, .off .initial { filter: grayscale(1); opacity: 0.55; }
@media (max-width: 26rem) {
  .me .portrait { grid-row: auto; }
  .me nav { grid-column: 1 / -1; gap: 0 1.25rem; margin-block-start: 0.625rem; }
}
@media (prefers-reduced-motion: reduce) { .app { transition: none; } }
`;
