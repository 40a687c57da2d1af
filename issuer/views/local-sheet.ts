/** The stylesheet that pages about how somebody signs in have, besides those of all account pages. A constant only. */

export const LOCAL_SHEET = `
section + section { margin-block-start: 2rem; padding-block-start: 0.25rem; border-block-start: 1px solid var(--edge); }
.sessions .button { width: auto; min-height: 2.5rem; padding: 0.375rem 0.875rem; font-size: 0.9375rem; font-weight: 600; }
#secret { word-break: normal; }
input.hidden { display: none; }
.fields { grid-template-columns: repeat(auto-fit, minmax(min(100%, 15rem), 1fr)); }
.fields button { justify-self: start; width: auto; }
form[data-passkey] { margin-block-start: 1rem; }
form[data-passkey] button { width: auto; margin-block-start: 0.75rem; }
.enrol { display: flex; flex-wrap: wrap; align-items: center; gap: 1.5rem 2rem; margin-block-start: 1.25rem; }
.enrol > div { flex: 1 1 16rem; }
.qr { flex: none; width: min(100%, 14rem); margin: 0 auto; border-radius: 0.75rem; }
.codes { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 13rem), 1fr)); gap: 0.5rem 1.5rem; margin: 1.25rem 0; padding: 1rem 1.25rem; list-style: none; border: 1px solid var(--edge); border-radius: 0.75rem; background: var(--ground); }
.codes code { font-size: 1rem; letter-spacing: 0.02em; }
@media (max-width: 26rem) { .fields button, form[data-passkey] button { width: 100%; } }
`;
