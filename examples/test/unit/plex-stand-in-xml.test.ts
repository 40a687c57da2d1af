/** XML as the stand-in writes it can be read again, whatever is in a name. */
import { describe, expect, test } from '@jest/globals';
import { parseXml } from '@rgrove/parse-xml';
import { escapeXml, renderXml } from '../../plex-stand-in/xml.js';

describe('a document', () => {
  test.each([
    'Tess "T" <3 & \'Co\'',
    '&amp; &#38; ]]> <!-- -->',
    'two\nlines\tand\ra tab',
    'Łucja 🎬 Ünïcödé',
    '',
  ])('carries %j in an attribute', (title) => {
    const { root } = parseXml(renderXml({ name: 'User', attributes: { title } }));
    expect(root?.attributes).toEqual({ title });
  });

  test('leaves out what no document may hold', () => {
    expect(escapeXml('a\u0000b\u0008c\uFFFEd\uD800e')).toBe('abcde');
  });

  test('has flags as 0 and 1, nothing as nothing, and an end tag on its root', () => {
    const attributes = { yes: true, no: false, none: null, some: 7 };
    expect(renderXml({ name: 'MediaContainer', attributes })).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n' +
        '<MediaContainer yes="1" no="0" none="" some="7"></MediaContainer>\n',
    );
  });

  test('nests its elements', () => {
    const inner = { name: 'Server', attributes: { id: 2 } };
    const xml = renderXml({
      name: 'MediaContainer',
      attributes: {},
      children: [{ name: 'User', attributes: { id: 1 }, children: [inner] }],
    });
    expect(xml).toContain('<MediaContainer>\n<User id="1">\n<Server id="2"/>\n</User>\n');
  });
});
