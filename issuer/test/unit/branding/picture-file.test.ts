import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { pictureOf, readPicture } from '../../../branding/picture-file.js';

const svg = (inside: string, attributes = '') =>
  Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" ${attributes}>${inside}</svg>`);

describe('a picture is known by what it holds:', () => {
  test.each([
    ['png', Buffer.from('\x89PNG\r\n\x1a\n rest', 'latin1')],
    ['jpeg', Buffer.from('\xff\xd8\xff\xe0 rest', 'latin1')],
    ['webp', Buffer.from('RIFF\x0a\x00\x0d\xffWEBPVP8 ', 'latin1')],
    ['svg', svg('<path d="M0 0"/>')],
    ['svg', Buffer.concat([Buffer.from('\ufeff<?xml version="1.0"?>\n'), svg('')])],
    ['svg', svg('<style>.a{fill:url(#g)}</style><use href="#a"/>')],
    ['svg', svg('<image href="data:image/png;base64,AAAA"/>')],
  ])('%s', (type, content) => {
    expect(pictureOf(content)).toEqual({ type, content });
  });
});

describe('no picture is', () => {
  test.each([
    ['a page', Buffer.from('<!doctype html><script>alert(1)</script>'), 'it is no well-formed SVG'],
    ['another XML', Buffer.from('<html xmlns="http://www.w3.org/1999/xhtml"/>'), 'it is no SVG'],
    ['an SVG without its namespace', Buffer.from('<svg/>'), 'it is no SVG'],
    [
      'half an SVG',
      Buffer.from('<svg xmlns="http://www.w3.org/2000/svg">'),
      'it is no well-formed SVG',
    ],
    ['a text', Buffer.from('hello'), 'it is no PNG, JPEG, WebP or SVG'],
    ['nothing', Buffer.alloc(0), 'it is no PNG, JPEG, WebP or SVG'],
    ['a GIF', Buffer.from('GIF89a'), 'it is no PNG, JPEG, WebP or SVG'],
  ])('%s', (_what, content, problem) => {
    expect(pictureOf(content)).toEqual({ problem });
  });
});

describe('an SVG is refused that has', () => {
  const elsewhere = 'it loads something from elsewhere';
  test.each([
    ['<script>alert(1)</script>', '', 'it holds an element "script"'],
    ['<g><g><SCRIPT href="x"/></g></g>', '', 'it holds an element "SCRIPT"'],
    ['<x:script xmlns:x="http://www.w3.org/2000/svg"/>', '', 'it holds an element "x:script"'],
    ['<foreignObject><p/></foreignObject>', '', 'it holds an element "foreignObject"'],
    ['', 'onload="alert(1)"', 'it holds a script'],
    ['<rect ONCLICK="x"/>', '', 'it holds a script'],
    ['<a href="javascript:alert(1)"><path/></a>', '', 'it holds a link'],
    [
      '<a xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="https://evil.test"/>',
      '',
      'it holds a link',
    ],
    ['<image href="https://evil.test/x.png"/>', '', elsewhere],
    ['<image href="data:image/svg+xml,&lt;svg/&gt;"/>', '', elsewhere],
    ['<use href="/x.svg#a"/>', '', elsewhere],
    ['<style>@import "https://evil.test/x.css";</style>', '', elsewhere],
    ['<style>.a{fill:url("https://evil.test/x")}</style>', '', elsewhere],
    ['<rect style="fill: url( //evil.test/x )"/>', '', elsewhere],
    ['<rect filter="url(x.svg#f)"/>', '', elsewhere],
  ])('%s %s', (inside, attributes, problem) => {
    expect(pictureOf(svg(inside, attributes))).toEqual({ problem });
  });

  test('an entity that grows', () => {
    const bomb =
      '<!DOCTYPE svg [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;">]>' + svg('&b;').toString();
    expect(pictureOf(Buffer.from(bomb))).toEqual({ problem: 'it is no well-formed SVG' });
  });

  test('very many levels', () => {
    const deep = svg('<g>'.repeat(60_000) + '</g>'.repeat(60_000));
    expect(pictureOf(deep)).toHaveProperty('problem');
  });
});

describe('a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'usher-pictures-'));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  test('is read', () => {
    const file = join(folder, 'logo.txt');
    writeFileSync(file, svg(''));
    expect(readPicture(file)).toMatchObject({ type: 'svg' });
  });

  test('that is not there, too large or none says so', () => {
    const file = join(folder, 'large.png');
    writeFileSync(file, Buffer.alloc(256 * 1024 + 1));
    expect(readPicture(file)).toEqual({ problem: 'it has more than 256 KB' });
    expect(readPicture(join(folder, 'missing.png'))).toEqual({ problem: 'there is no such file' });
    expect(readPicture(folder)).toEqual({ problem: 'this is a folder' });
    expect(readPicture('/dev/zero')).toEqual({ problem: 'it is no file' });
  });
});
