/** The stylesheet that the pages about guest passes have, besides the one of all pages. A constant only. */

export const PASS_SHEET = `
.passes li { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: 0.75rem 1rem; }
.passes .button { flex: none; width: auto; min-height: 2.5rem; padding: 0.375rem 0.875rem; font-size: 0.9375rem; font-weight: 600; }
.passes li > div { flex: 1 1 14rem; }
.passes p { margin: 0; }
p.buttons .main { min-height: 2.875rem; font-size: 1rem; }
.fields .tick { align-items: flex-start; }
.fields .tick input { margin-block-start: 0.1875rem; }
.within { margin-inline-start: 1.875rem; }
.within label[for="addresses"] { margin-block-start: 1rem; }
.fields .note { margin-block-start: 0.375rem; }
.fields #problem .alert { margin: 0.25rem 0 0.5rem; }
.made { display: flex; flex-wrap: wrap; align-items: center; gap: 1.5rem 2rem; }
.made > div { flex: 1 1 16rem; }
.qr { flex: none; width: min(100%, 14rem); margin: 0 auto; border-radius: 0.75rem; }
.opens { margin-block-start: 1.5rem; padding: 0.875rem; border: 1px solid var(--edge); border-radius: 0.75rem; }
.opens h2 { margin: 0; font-size: 0.875rem; font-weight: 450; color: var(--quiet); }
.opens ul { display: grid; gap: 0.75rem; margin: 0.75rem 0 0; padding: 0; list-style: none; }
.opens li { display: flex; align-items: center; gap: 0.75rem; overflow-wrap: anywhere; }
.opens .initial, .opens .icon { width: 2.25rem; height: 2.25rem; font-size: 1rem; }
.opens strong { font-weight: 600; }
.opens small { display: block; font-size: 0.875rem; color: var(--quiet); }
`;
