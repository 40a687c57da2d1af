/** The stylesheet that only the pages for admins have, besides the one of all pages. A constant only. */

export const ADMIN_SHEET = `
.places { display: flex; align-items: center; justify-content: space-between; gap: 0.25rem 1.5rem; margin-block-end: 1.75rem; padding-block-end: 0.5rem; border-block-end: 1px solid var(--edge); }
.places ul { display: flex; flex: none; gap: 0.25rem; margin: 0; padding: 0.25rem; list-style: none; }
.places ul:first-child { flex: 0 1 auto; min-width: 0; overflow-x: auto; overscroll-behavior-x: contain; scrollbar-width: thin; margin-inline-start: -0.875rem; }
.places li { flex: none; }
.places a { display: flex; align-items: center; min-height: 2.5rem; padding: 0.25rem 0.625rem; color: var(--quiet); border-radius: 0.5rem; text-decoration: none; font-size: 0.9375rem; font-weight: 500; white-space: nowrap; }
.places a:hover { color: var(--text); background: var(--ground); }
.places a[aria-current] { scroll-initial-target: nearest; color: var(--text); background: var(--ground); font-weight: 650; }
.places + .who { margin-block-end: 1rem; }
.who h1 { overflow-wrap: anywhere; }
main.broad { margin-block: 0 auto; }
.cards { columns: 2 20rem; column-gap: 1rem; margin-block-start: 1.25rem; }
.card { break-inside: avoid; margin-block-end: 1rem; padding: 1rem 1.125rem 1.125rem; border: 1px solid var(--edge); border-radius: 0.75rem; }
.card header { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: 0.25rem 0.75rem; }
.card h2 { margin: 0; }
.card .facts { grid-template-columns: minmax(min(6rem, 40%), 2fr) minmax(0, 3fr); gap: 0.5rem 1rem; margin-block-start: 0.875rem; font-size: 0.9375rem; }
.card .facts dt { overflow-wrap: anywhere; hyphens: auto; }
.card .facts dd + dt { margin-block-start: 0; }
.card > :last-child { margin-block-end: 0; }
.card button, .card .button { min-height: 2.5rem; padding: 0.375rem 0.875rem; font-size: 0.9375rem; }
.state { display: inline-flex; align-items: center; gap: 0.4375rem; font-size: 0.875rem; color: var(--quiet); }
.state::before { content: ""; flex: none; width: 0.625rem; height: 0.625rem; border-radius: 50%; border: 2px solid var(--quiet); }
.state.good::before { border-color: var(--good); background: var(--good); }
.state.bad { color: var(--alert); font-weight: 600; }
.state.bad::before { border-color: var(--alert); background: var(--alert); }
.tag.soft { color: var(--text); background: var(--ground); border: 1px solid var(--edge); }
.tag.bad { color: var(--alert); background: var(--alert-ground); border: 1px solid var(--alert-edge); }
.filters { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 15rem), 1fr)); align-items: end; gap: 0.75rem 1rem; margin-block: 1rem 1.25rem; }
.filters label { margin: 0 0 0.25rem; font-size: 0.875rem; }
.filters input, .filters select { min-height: 0; height: 2.5rem; font-size: 0.9375rem; }
.filters .buttons { margin: 0; gap: 0.5rem; }
.filters button, .filters .button { min-height: 2.5rem; padding: 0.375rem 0.875rem; font-size: 0.9375rem; }
.rows p, .sessions p { margin: 0; }
.sessions a:not(.button) { font-weight: 600; }
.fields #problem .alert { margin: 0.25rem 0 0.5rem; }
.sessions .button { flex: none; width: auto; min-height: 2.5rem; padding: 0.375rem 0.875rem; font-size: 0.9375rem; }
.people li { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0.25rem 1.5rem; }
.people li > div { flex: 1 1 18rem; min-width: 0; }
.people .standing { flex: 0 1 auto; text-align: end; }
.entry p:first-child { display: flex; flex-wrap: wrap; gap: 0 0.5rem; }
.settings li { display: grid; grid-template-columns: minmax(0, 2fr) minmax(0, 3fr); gap: 0.25rem 1.5rem; }
code, pre { font-family: ui-monospace, "Cascadia Code", "DejaVu Sans Mono", Menlo, monospace; font-size: 0.875rem; }
h2 code { font-size: inherit; }
pre { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; line-height: 1.5; }
.entry bdi { overflow-wrap: anywhere; }
@media (max-width: 40rem) {
  .people .standing { flex: 1 1 100%; text-align: start; }
  .settings li { grid-template-columns: minmax(0, 1fr); }
  .places { flex-wrap: wrap; margin-block-end: 1.25rem; }
  .places ul:first-child { flex-basis: calc(100% + 0.875rem); }
  .places ul + ul { flex: 0 1 auto; flex-wrap: wrap; margin-inline-start: -0.875rem; }
}
`;
