/** A QR code as a picture within the page: nothing is loaded from anywhere. Pure. */
import { html, type Html } from './html.js';

/** The dark squares of a QR code, row by row. */
export type QrModules = Readonly<{ size: number; get: (row: number, column: number) => unknown }>;

/** The light edge that readers need around it (ISO/IEC 18004): four squares. */
const EDGE = 4;

/** Dark on light in either theme: not every reader takes it the other way round. */
export function qrCode(modules: QrModules, label: string): Html {
  const side = String(modules.size + 2 * EDGE);
  return html`<svg
    class="qr"
    role="img"
    aria-label="${label}"
    viewBox="0 0 ${side} ${side}"
    shape-rendering="crispEdges"
  >
    <path fill="#ffffff" d="M0 0h${side}v${side}H0z" />
    <path fill="#000000" d="${darkPath(modules)}" />
  </svg>`;
}

/** Each run of dark squares is one rectangle. */
function darkPath(modules: QrModules): string {
  const { size } = modules;
  const isDark = (row: number, column: number): boolean =>
    column < size && Boolean(modules.get(row, column));
  let path = '';
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      const from = column;
      while (isDark(row, column)) {
        column += 1;
      }
      const length = String(column - from);
      path +=
        column > from
          ? `M${String(from + EDGE)} ${String(row + EDGE)}h${length}v1h-${length}z`
          : '';
    }
  }
  return path;
}
