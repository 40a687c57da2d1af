/**
 * The one stylesheet of the portal and its mark, as text: they travel inside the bundle. Margins and edges are named by the
 * direction of the text, so that languages written from right to left need nothing of their own. Pure.
 */
import { ADMIN_STYLES } from './admin-styles.js';
import { colourStyles, type ThemeTones } from './colours.js';
import { FOOT_STYLES } from './foot-styles.js';
import { LAUNCHER_STYLES } from './launcher-styles.js';
import { SIGN_IN_STYLES } from './sign-in-styles.js';
import { TONE_STYLES } from './tones.js';

/** @param tones of the accent colour */
export function stylesheetOf(tones: ThemeTones): string {
  return colourStyles(tones) + STYLES;
}

const STYLES = `
*, *::before, *::after { box-sizing: border-box; }
[hidden] { display: none; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0;
  min-height: 100vh;
  min-height: 100dvh;
  display: flex;
  flex-direction: column;
  align-items: center;
  padding: 1.5rem 1rem;
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
  color: var(--text);
  background: radial-gradient(ellipse 60rem 30rem at 50% 0, var(--glow), transparent) no-repeat var(--ground);
}
main {
  width: 100%;
  max-width: 25.5rem;
  margin: auto;
  padding: 2.25rem 2rem 1.75rem;
  background: var(--card);
  border: 1px solid var(--edge);
  border-radius: 1rem;
  box-shadow: var(--shadow);
}
main.wide { max-width: 46rem; }
main.broad { max-width: 64rem; }
.mark { display: block; width: 3rem; height: 3rem; margin: 0 auto 1rem; }
.logo { width: auto; max-width: 100%; height: 4rem; object-fit: contain; }
h1 {
  margin: 0;
  font-size: 1.5rem;
  line-height: 1.25;
  font-weight: 650;
  text-align: center;
  letter-spacing: -0.01em;
  text-wrap: balance;
  overflow-wrap: anywhere;
  hyphens: auto;
  hyphenate-limit-chars: 14 5 4;
}
h1 small { display: block; font-size: 0.9375rem; font-weight: 450; letter-spacing: 0; color: var(--quiet); margin-block-end: 0.125rem; }
p { margin: 0.75rem 0 0; overflow-wrap: anywhere; }
.lead { text-align: center; color: var(--quiet); }
.action { margin-block-start: 1.5rem; }
.note { font-size: 0.875rem; line-height: 1.45; color: var(--quiet); }
.centred { text-align: center; }
a { color: var(--link); text-underline-offset: 0.15em; }
form { margin: 1.5rem 0 0; }
form + form, form + .note { margin-block-start: 0.75rem; }
button, .button {
  display: flex;
  align-items: center;
  justify-content: center;
  gap: 0.625rem;
  width: 100%;
  max-width: 100%;
  min-height: 2.875rem;
  padding: 0.625rem 1rem;
  overflow-wrap: anywhere;
  font: inherit;
  font-weight: 600;
  text-align: center;
  text-decoration: none;
  color: var(--text);
  background: transparent;
  border: 1px solid var(--field-edge);
  border-radius: 0.625rem;
  cursor: pointer;
}
button:hover, .button:hover { border-color: var(--text); }
button.main, .button.main {
  min-height: 3.375rem;
  font-size: 1.0625rem;
  color: var(--on-accent);
  background: var(--accent);
  border-color: var(--accent-edge);
}
button.main:hover, .button.main:hover { background: var(--accent-hover); }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.or {
  display: flex;
  align-items: center;
  gap: 0.75rem;
  margin: 1.5rem 0 0;
  font-size: 0.875rem;
  color: var(--quiet);
}
.or::before, .or::after { content: ""; flex: 1; border-block-start: 1px solid var(--edge); }
.or + form { margin-block-start: 1rem; }
label { display: block; margin: 1rem 0 0.375rem; font-size: 0.9375rem; font-weight: 550; }
form > label:first-of-type { margin-block-start: 0; }
input, select {
  display: block;
  width: 100%;
  min-height: 2.875rem;
  padding: 0.5rem 0.75rem;
  font: inherit;
  color: inherit;
  background: var(--field);
  border: 1px solid var(--field-edge);
  border-radius: 0.625rem;
}
input:focus-visible, select:focus-visible { outline-offset: 0; border-color: transparent; }
input[aria-invalid="true"], select[aria-invalid="true"] { border-color: var(--alert); }
input.code { font-size: 1.375rem; letter-spacing: 0.3em; text-align: center; font-variant-numeric: tabular-nums; }
form > input + button { margin-block-start: 1.25rem; }
.alert {
  margin-block-start: 1.25rem;
  padding: 0.75rem 0.875rem;
  color: var(--alert);
  background: var(--alert-ground);
  border: 1px solid var(--alert-edge);
  border-radius: 0.625rem;
  overflow-wrap: anywhere;
}
.alert p { margin: 0; font-weight: 550; }
.alert p + p { margin-block-start: 0.375rem; font-size: 0.9375rem; font-weight: 400; color: var(--text); }
.account {
  margin-block-start: 1.25rem;
  padding: 0.875rem;
  border: 1px solid var(--edge);
  border-radius: 0.625rem;
  overflow-wrap: anywhere;
}
.account p { margin: 0 0 0.75rem; }
.account + .facts, .account + .apps { margin-block-start: 1.25rem; }
.wide .account .button { width: fit-content; padding-inline: 1.25rem; }
.dots { display: flex; justify-content: center; gap: 0.5rem; margin: 1.5rem 0 0; }
.dots i { width: 0.625rem; height: 0.625rem; border-radius: 50%; background: var(--link); animation: dot 1.2s infinite ease-in-out; }
.dots i:nth-child(2) { animation-delay: 0.2s; }
.dots i:nth-child(3) { animation-delay: 0.4s; }
@keyframes dot { 0%, 70%, 100% { opacity: 0.25; } 35% { opacity: 1; } }
@media (prefers-reduced-motion: reduce) { .dots i { animation: none; opacity: 0.6; } }
.who { display: flex; flex-wrap: wrap; align-items: baseline; justify-content: space-between; gap: 0.25rem 1rem; margin: 0 0 1.5rem; }
.who h1 { text-align: start; }
.who p { margin: 0; color: var(--quiet); }
.who a { white-space: nowrap; }
.initial {
  flex: none;
  display: grid;
  place-items: center;
  width: 2.75rem;
  height: 2.75rem;
  border-radius: 0.625rem;
  font-size: 1.25rem;
  font-weight: 650;
  color: #ffffff;
  background: #4450c9;
}
${TONE_STYLES}.portrait { flex: none; position: relative; width: 4.5rem; height: 4.5rem; border-radius: 50%; font-size: 1.75rem; }
img.portrait { position: absolute; inset: 0; width: 100%; height: 100%; object-fit: cover; background: var(--edge); }
.asked { display: flex; justify-content: center; margin-block-end: 1rem; }
.profiles { display: grid; grid-auto-rows: 1fr; grid-template-columns: repeat(auto-fill, minmax(8rem, 1fr)); gap: 0.75rem; margin: 0; padding: 0; list-style: none; }
.profile, button.profile {
  display: flex;
  flex-direction: column;
  align-items: center;
  justify-content: flex-start;
  gap: 0.5rem;
  width: 100%;
  height: 100%;
  padding: 1rem 0.5rem 0.75rem;
  font-weight: 550;
  line-height: 1.3;
  text-align: center;
  text-decoration: none;
  color: var(--text);
  border: 1px solid var(--edge);
  border-radius: 0.75rem;
  overflow-wrap: anywhere;
}
.profile:hover { border-color: var(--field-edge); background: var(--ground); }
.person { display: flex; align-items: center; gap: 1rem; margin: 0 0 1.5rem; }
.person h1 { text-align: start; }
.person p { margin: 0.125rem 0 0; color: var(--quiet); }
h2 { margin: 1.75rem 0 0; font-size: 1.0625rem; line-height: 1.35; font-weight: 600; overflow-wrap: anywhere; hyphens: auto; hyphenate-limit-chars: 14 5 4; }
.facts { display: grid; grid-template-columns: max-content 1fr; gap: 0.75rem 1.5rem; margin: 0; }
.facts dt { color: var(--quiet); }
.facts dd { margin: 0; overflow-wrap: anywhere; }
.facts code { font-size: 0.875rem; }
.facts .note, .sessions .note { margin: 0.125rem 0 0; }
.sessions { margin: 0.75rem 0 0; padding: 0; list-style: none; border: 1px solid var(--edge); border-radius: 0.75rem; }
.sessions li { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: 0.75rem 1rem; padding: 0.75rem 0.875rem; }
.sessions li > div { flex: 1 1 14rem; min-width: 0; overflow-wrap: anywhere; }
.sessions li + li { border-block-start: 1px solid var(--edge); }
.sessions form { flex: 0 1 auto; margin: 0; }
.sessions button { width: auto; margin: 0; min-height: 2.5rem; padding: 0.375rem 0.875rem; font-size: 0.9375rem; }
.tag { display: inline-block; padding: 0 0.5rem; font-size: 0.8125rem; line-height: 1.5; color: var(--on-accent); background: var(--accent); border-radius: 0.75rem; }
.profile small { margin-block-start: -0.375rem; font-weight: 400; color: var(--quiet); }
${SIGN_IN_STYLES}${LAUNCHER_STYLES}${FOOT_STYLES}${ADMIN_STYLES}@media (max-width: 26rem) {
  body { padding: 0.75rem 0.75rem 1rem; }
  main { padding: 1.75rem 1.25rem 1.5rem; }
  .facts { grid-template-columns: 1fr; gap: 0.125rem; }
  .facts dd + dt { margin-block-start: 0.75rem; }
}
@media (pointer: coarse) {
  .centred > a, .who > p > a, .head p a, .paths a, .me nav a, summary { display: inline-block; min-height: 2.5rem; padding-block: 0.5rem; }
  .people strong a, .sessions p > a, .rows p:first-child > a { display: inline-block; padding-block: 0.5rem; margin-block: -0.5rem; }
}
@media (forced-colors: active) {
  button.main, .button.main { border-color: ButtonText; }
}
`;

/**
 * An admission ticket, for the browser's tab and the top of the card.
 * @param ground its colour
 * @param ink that of what is on it
 */
export function markOf(ground: string, ink: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48">
<rect width="48" height="48" rx="12" fill="${ground}"/>
<g transform="rotate(-14 24 24)">
<path fill="${ink}" d="M10 17a2 2 0 0 1 2-2h24a2 2 0 0 1 2 2v3.6a3.4 3.4 0 0 0 0 6.8V31a2 2 0 0 1-2 2H12a2 2 0 0 1-2-2v-3.6a3.4 3.4 0 0 0 0-6.8z"/>
<path stroke="${ground}" stroke-width="1.8" stroke-linecap="round" stroke-dasharray="1.6 3.2" d="M29.5 17.6v13"/>
<path fill="none" stroke="${ground}" stroke-width="2.6" stroke-linecap="round" stroke-linejoin="round" d="m16 24.4 3.2 3.2 6-6.6"/>
</g>
</svg>
`;
}
