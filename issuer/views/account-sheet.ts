/** The stylesheet that only the account pages have, besides the one of all pages. A constant only. */

export const ACCOUNT_SHEET = `
.person .paths { display: flex; flex-wrap: wrap; gap: 0.125rem 1rem; }
.head { display: flex; flex-wrap: wrap; align-items: baseline; justify-content: space-between; gap: 0.25rem 1rem; }
.head h1 { text-align: start; }
.head p { margin: 0; }
p + .sessions { margin-block-start: 1.25rem; }
.facts strong { font-weight: 650; }
.ways { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 14rem), 1fr)); gap: 0.75rem; margin: 0.75rem 0 0; padding: 0; list-style: none; }
.ways a { display: block; height: 100%; padding: 0.75rem 0.875rem; color: inherit; text-decoration: none; border: 1px solid var(--edge); border-radius: 0.75rem; }
.ways a:hover { border-color: var(--field-edge); background: var(--ground); }
.ways strong { display: block; font-weight: 600; }
.ways small { display: block; margin-block-start: 0.125rem; font-size: 0.875rem; line-height: 1.4; color: var(--quiet); }
section > .look { justify-content: flex-start; margin-block: 0.75rem 0; }
section > .look label { font-size: 0.9375rem; font-weight: 550; }
.secret { display: block; width: 100%; padding: 0.75rem 0.875rem; font: 0.875rem/1.6 ui-monospace, "Cascadia Code", "DejaVu Sans Mono", Menlo, monospace; color: inherit; background: var(--field); border: 1px solid var(--field-edge); border-radius: 0.625rem; resize: vertical; field-sizing: content; overflow-wrap: anywhere; word-break: break-all; }
code { font: 0.875rem ui-monospace, "Cascadia Code", "DejaVu Sans Mono", Menlo, monospace; overflow-wrap: anywhere; }
@media (max-width: 26rem) {
  section > .buttons > *, section > .buttons button, section > .buttons .button { width: 100%; }
  section > .look p { flex: 1 1 100%; max-width: none; }
  section > .look button { flex: 1; }
}
`;
