/** The sample app's page: says which app this is, and who the app was told the visitor is. */
import type { Identity } from './identity.js';

const STYLE = `:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}
body{margin:0;min-height:100vh;display:grid;place-items:center}
main{max-width:36rem;padding:2rem}h1{margin-top:0}
table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:.35rem .8rem .35rem 0;border-bottom:1px solid #8884}
td{font-family:ui-monospace,monospace;overflow-wrap:anywhere}`;

export function samplePage(name: string, path: string, identity: Identity): string {
  const rows = Object.entries(identity).map(
    ([header, value]) =>
      `<tr><th scope="row">${escapeHtml(header)}</th><td>${value === '' ? '–' : escapeHtml(value)}</td></tr>`,
  );
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,"><title>${escapeHtml(name)} (sample app)</title><style>${STYLE}</style></head>
<body><main><h1>${escapeHtml(name)}</h1>
<p>A sample app that stands for the real one. You reached it at <code>${escapeHtml(path)}</code>, and this is who
nginx says you are:</p>
<table>${rows.join('')}</table></main></body></html>
`;
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
