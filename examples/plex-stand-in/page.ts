/**
 * What the pages of the stand-in have in common.
 */

const STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 0 auto; max-width: 40rem; padding: 1.5rem; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; } h3 { font-size: 1rem; margin: 0; }
ul { list-style: none; padding: 0; display: grid; gap: .5rem; }
button, input, select { font: inherit; padding: .6rem .9rem; border-radius: .5rem; border: 1px solid #8886;
  background: #8881; color: inherit; }
button { cursor: pointer; }
button:hover, button:focus-visible { background: #8883; }
button[name="person"] { width: 100%; text-align: left; }
small { display: block; opacity: .75; }
label { display: block; margin: 1rem 0; }
.person { border: 1px solid #8886; border-radius: .5rem; padding: .7rem .9rem; }
.person p { margin: .2rem 0; }
.row { display: flex; flex-wrap: wrap; gap: .5rem; margin: .3rem 0; align-items: center; justify-content: space-between; }
.row button { padding: .2rem .7rem; }
.did { border-left: 4px solid #2a9d4a; background: #2a9d4a22; padding: .6rem .9rem; }
[role="alert"] { border-left: 4px solid #c33; background: #c332; padding: .6rem .9rem; }
.gone { text-decoration: line-through; opacity: .75; }
`;

export function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,"><title>${escapeHtml(title)}</title><style>${STYLE}</style></head>
<body><h1>${escapeHtml(title)}</h1>
${body}
</body></html>
`;
}

export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
