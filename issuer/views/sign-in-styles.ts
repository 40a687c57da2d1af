/** What only the pages of a sign-in have. Constants only. */

/** The server's name is a line of its own, wherever a language puts it in the sentence. */
export const SIGN_IN_STYLES = `
h1.to { font-size: 0.9375rem; font-weight: 450; letter-spacing: 0; line-height: 1.5; color: var(--quiet); }
h1.to strong { display: block; font-size: 1.5rem; font-weight: 650; line-height: 1.25; letter-spacing: -0.01em; color: var(--text); }
.lead strong { color: var(--text); }
.to strong, .lead strong, .account strong { unicode-bidi: isolate; }
.account details { margin-block-start: 0.75rem; text-align: center; }
.account details p { margin: 0.25rem 0 0; text-align: start; }
.wait { margin-block-start: 1rem; font-size: 1.0625rem; font-weight: 600; text-align: center; font-variant-numeric: tabular-nums; }
form[aria-busy="true"] button { cursor: progress; opacity: 0.65; }
`;
