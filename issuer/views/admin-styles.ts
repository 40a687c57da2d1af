/** The part of the stylesheet that is about lists, forms with many fields, and what was done. A constant only. */

export const ADMIN_STYLES = `
.notice { margin-block-start: 1.25rem; padding: 0.75rem 0.875rem; border: 1px solid var(--edge); border-radius: 0.625rem; background: var(--ground); }
.notice p { margin: 0; }
h2 + .facts, h2 + .buttons, p + .facts, .alert + .facts { margin-block-start: 0.75rem; }
.facts small, .rows small, .tick small { font-size: 0.875rem; color: var(--quiet); }
.rows { margin: 0.75rem 0 0; padding: 0; list-style: none; border: 1px solid var(--edge); border-radius: 0.75rem; }
.rows li { padding: 0.75rem 0.875rem; overflow-wrap: anywhere; }
.rows li + li { border-block-start: 1px solid var(--edge); }
.rows .note { margin: 0.125rem 0 0; }
.rows a { font-weight: 600; }
.buttons { display: flex; flex-wrap: wrap; gap: 0.75rem; margin-block-start: 1rem; }
.buttons form { margin: 0; }
.buttons button, .buttons .button { width: auto; }
.copying { align-items: center; margin-block-start: 0.75rem; }
.fields { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 12rem), 1fr)); gap: 1rem; margin-block-start: 1rem; }
.fields label { margin-block-start: 0; }
.fields .broad, .fields button { grid-column: 1 / -1; }
fieldset { min-width: 0; margin: 0 0 1.25rem; padding: 0; border: 0; }
legend { padding: 0; font-size: 0.9375rem; font-weight: 550; }
.tick { display: flex; align-items: baseline; gap: 0.75rem; margin-block-start: 0.75rem; }
.tick input { flex: none; width: 1.125rem; min-height: 0; height: 1.125rem; accent-color: var(--link); }
.tick label { margin: 0; font-weight: 450; overflow-wrap: anywhere; }
.tick small { display: block; }
`;
