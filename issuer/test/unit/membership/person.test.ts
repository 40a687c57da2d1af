import { describe, expect, test } from '@jest/globals';
import { MAX_NAME_BYTES, personOf } from '../../../membership/person.js';
import type { PlexAccount } from '../../../plex/plex-account.js';

const OLIVE: PlexAccount = {
  id: 21000001,
  uuid: 'd000000001406f41',
  username: 'olive',
  title: 'Olive O',
  friendlyName: 'Olive',
  email: 'olive@example.com',
  confirmed: true,
  thumb: 'https://plex.tv/users/d000000001406f41/avatar?c=1700000000',
  home: false,
  homeAdmin: false,
  restricted: false,
  restrictionProfile: null,
  protected: false,
  guest: false,
};

describe('who somebody is', () => {
  test('all that Plex has on file', () => {
    expect(personOf(OLIVE)).toEqual({
      subject: 'plex:21000001',
      name: 'Olive',
      preferredUsername: 'olive',
      email: 'olive@example.com',
      picture: 'https://plex.tv/users/d000000001406f41/avatar?c=1700000000',
    });
  });

  test('a managed account has a name and nothing else', () => {
    const kim = {
      ...OLIVE,
      id: 3,
      username: null,
      title: 'Kim',
      friendlyName: null,
      email: null,
      thumb: null,
    };
    expect(personOf(kim)).toEqual({ subject: 'plex:3', name: 'Kim' });
  });

  test.each([
    ['the friendly name', {}, 'Olive'],
    ['else the title', { friendlyName: null }, 'Olive O'],
    ['also if the friendly name is blank', { friendlyName: ' \u202e\n' }, 'Olive O'],
    ['else the user name', { friendlyName: null, title: null }, 'olive'],
    ['else the id', { friendlyName: null, title: null, username: null }, 'Plex account 21000001'],
    ['in one line', { friendlyName: ' Olive\r\nOwner\u2028\tX\u0000 ' }, 'Olive Owner X'],
    ['that does not turn what follows around', { friendlyName: 'a\u202eb\u2066c' }, 'a b c'],
    ['in any script', { friendlyName: 'Søren 橄欖 👩‍👩‍👧' }, 'Søren 橄欖 👩‍👩‍👧'],
    ['without half characters', { friendlyName: 'a\ud83d' }, 'a'],
  ])('the name is %s', (_name, change, name) => {
    expect(personOf({ ...OLIVE, ...change }).name).toBe(name);
  });

  test.each([
    ['x', 'x', MAX_NAME_BYTES],
    ['👩', '👩', MAX_NAME_BYTES / 4],
    ['ø', 'ø', MAX_NAME_BYTES / 2],
    ['"', '"', MAX_NAME_BYTES / 2],
  ])('a name of many %s is cut between characters, by bytes', (_name, character, count) => {
    const { name } = personOf({ ...OLIVE, friendlyName: character.repeat(5000) });
    expect(name).toBe(character.repeat(count));
  });

  test.each([
    ['is empty', null],
    ['has a blank at its end', 'olive '],
    ['has a line break', 'ol\nive'],
    ['has a zero byte', 'olive\u0000'],
    ['turns its direction', 'oli\u202eve'],
    ['is too long to be kept whole', 'x'.repeat(129)],
    ['looks like a subject', 'plex:21000003'],
    ['looks like another subject', 'LOCAL:admin'],
    ['looks like the subject of an API token', 'token:kE1xhzYJ'],
  ])('a user name that %s is left out, not changed', (_name, username) => {
    expect(personOf({ ...OLIVE, username })).not.toHaveProperty('preferredUsername');
  });

  test.each(['Ölive.O+1', 'olive o', 'olive@example.com', 'plexer', 'x'.repeat(128)])(
    'the user name %s is kept as it is',
    (username) => {
      expect(personOf({ ...OLIVE, username }).preferredUsername).toBe(username);
    },
  );

  test.each([
    ['none', null],
    ['no address', 'olive'],
    ['two addresses', 'a@b.example c@d.example'],
    ['two at signs', 'a@b@c.example'],
    ['a line break', 'a@b.example\r\nX: y'],
    ['a zero byte', 'a\u0000@b.example'],
    ['too long', `${'x'.repeat(250)}@b.example`],
  ])('e-mail: %s', (_name, email) => {
    expect(personOf({ ...OLIVE, email })).not.toHaveProperty('email');
  });

  test('an e-mail address that was never confirmed may be anybody’s', () => {
    expect(personOf({ ...OLIVE, confirmed: false })).not.toHaveProperty('email');
  });

  test.each([
    ['plain http', 'http://plex.tv/a.png'],
    ['a script', 'javascript:alert(1)'],
    ['data', 'data:image/png;base64,AAAA'],
    ['relative', '/users/a.png'],
    ['with a password', 'https://u:p@plex.tv/a.png'],
    ['with a user', 'https://u@plex.tv/a.png'],
    ['too long', `https://plex.tv/${'x'.repeat(250)}`],
    ['none', null],
  ])('picture: %s', (_name, thumb) => {
    expect(personOf({ ...OLIVE, thumb })).not.toHaveProperty('picture');
  });

  test('a picture’s address is written as a browser would', () => {
    const { picture } = personOf({ ...OLIVE, thumb: 'HTTPS://plex.tv/a b"<é' });
    expect(picture).toBe('https://plex.tv/a%20b%22%3C%C3%A9');
  });
});
