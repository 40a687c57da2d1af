/** QR codes as they are drawn. */
import { describe, expect, test } from '@jest/globals';
import { create } from 'qrcode';
import { qrCode } from '../../../views/qr-code.js';

const EDGE = 4;

describe('a QR code', () => {
  test.each(['https://auth.example.com/guest/0123456789abcdef0123456789abcdef', 'a'.repeat(300)])(
    'has the dark squares of the code, within a light edge',
    (text) => {
      const { modules } = create(text);
      const { markup } = qrCode(modules, 'Link & code');
      expect(markup).toContain('aria-label="Link &amp; code"');
      const side = modules.size + 2 * EDGE;
      expect(markup).toContain(`viewBox="0 0 ${String(side)} ${String(side)}"`);
      const drawn = new Set<string>();
      for (const [, x, y, length] of markup.matchAll(/M(\d+) (\d+)h(\d+)v1h-\3z/g)) {
        for (let at = 0; at < Number(length); at += 1) {
          drawn.add(`${String(Number(x) + at - EDGE)} ${String(Number(y) - EDGE)}`);
        }
      }
      const dark = Array.from({ length: modules.size ** 2 }, (_, at) => at).filter((at) =>
        modules.get(Math.floor(at / modules.size), at % modules.size),
      );
      expect([...drawn].sort()).toEqual(
        dark
          .map((at) => `${String(at % modules.size)} ${String(Math.floor(at / modules.size))}`)
          .sort(),
      );
    },
  );
});
