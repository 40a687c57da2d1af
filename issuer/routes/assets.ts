/** GET /assets/:name: stylesheet, script and pictures. */
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { RequestHandler } from 'express';
import type { Asset } from '../views/assets.js';
import type { Portal } from './portal.js';

/** What is text gets small: `br` is offered over https only. */
const TEXTS: readonly string[] = ['css', 'js', 'svg'];

/** The better one first. */
const ENCODINGS = ['br', 'gzip'] as const;

type Encoding = (typeof ENCODINGS)[number];

/** Files hold no secret, so that nobody learns anything from how small they get. */
export function sendAsset({ assets }: Pick<Portal, 'assets'>): RequestHandler<{ name: string }> {
  const compressed = new Map<string, Buffer>();
  const compressedOf = ({ name, content }: Asset, encoding: Encoding): Buffer => {
    const key = `${encoding} ${name}`;
    const known = compressed.get(key) ?? compress(Buffer.from(content), encoding);
    compressed.set(key, known);
    return known;
  };
  return function sendAssetHandler(req, res, next) {
    const asset = assets.get(req.params.name);
    if (asset === undefined) {
      next();
      return;
    }
    // The name changes with the content.
    res.set('Cache-Control', 'public, max-age=31536000, immutable').type(asset.type);
    // Where somebody opens a picture by itself, it may do nothing; what the apps show of the portal may load it.
    res.set('Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'; sandbox");
    res.set('Cross-Origin-Resource-Policy', 'same-site');
    if (!TEXTS.includes(asset.type)) {
      res.send(asset.content);
      return;
    }
    res.vary('Accept-Encoding');
    const encoding = ENCODINGS.find((one) => req.acceptsEncodings(one) === one);
    if (encoding === undefined) {
      res.send(asset.content);
    } else {
      res.set('Content-Encoding', encoding).send(compressedOf(asset, encoding));
    }
  };
}

function compress(content: Buffer, encoding: Encoding): Buffer {
  return encoding === 'br'
    ? brotliCompressSync(content, {
        params: { [constants.BROTLI_PARAM_SIZE_HINT]: content.length },
      })
    : gzipSync(content, { level: 9 });
}
