/** The part of the stylesheet that is about the foot of the pages. A constant only. */

export const FOOT_STYLES = `
footer {
  display: flex;
  flex-wrap: wrap;
  align-items: baseline;
  justify-content: center;
  gap: 0.25rem 1.25rem;
  width: 100%;
  max-width: 46rem;
  padding-block-start: 1.25rem;
  font-size: 0.8125rem;
  line-height: 1.5;
  text-align: center;
  color: var(--quiet);
}
footer p { margin: 0; }
footer details[open] { flex-basis: 100%; }
footer details > p { max-width: 26rem; margin: 0.25rem auto 0.5rem; }
summary { display: inline-block; padding: 0.25rem; border-radius: 0.25rem; cursor: pointer; text-decoration: underline; text-decoration-color: var(--edge); text-underline-offset: 0.2em; }
summary::-webkit-details-marker { display: none; }
summary:hover { color: var(--text); text-decoration-color: currentcolor; }
.look { display: flex; flex-wrap: wrap; align-items: end; justify-content: center; gap: 0.75rem; margin: 0.25rem 0 0.5rem; text-align: start; }
.look p { flex: 1 1 11rem; max-width: 15rem; margin: 0; }
.look label { margin: 0 0 0.25rem; font-size: inherit; font-weight: 450; }
.look select, .look button { min-height: 2.5rem; padding: 0.375rem 0.625rem; font-size: 0.9375rem; color: var(--text); border-radius: 0.5rem; }
.look button { flex: none; width: auto; padding-inline: 1rem; }
@media (max-width: 26rem) {
  .look p { flex-basis: 100%; max-width: none; }
  .look button { flex: 1 1 100%; }
}
`;
