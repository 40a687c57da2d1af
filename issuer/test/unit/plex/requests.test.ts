import { describe, expect, test } from '@jest/globals';
import { accountRequest } from '../../../plex/account-request.js';
import { authPageUrl, checkPinRequest, createPinRequest } from '../../../plex/pin-request.js';
import { resourcesRequest } from '../../../plex/resources-request.js';
import { signInRequest } from '../../../plex/sign-in-request.js';

describe('what is sent to plex.tv', () => {
  test('a sign-in without a verification code has no field for one', () => {
    expect(signInRequest({ login: 'olive', password: 'p w' })).toEqual({
      method: 'POST',
      path: '/api/v2/users/signin',
      form: { login: 'olive', password: 'p w', rememberMe: 'false' },
    });
  });

  test('a verification code travels in its own field', () => {
    const request = signInRequest({ login: 'olive', password: 'pw', verificationCode: '012345' });
    expect(request.form).toEqual({
      login: 'olive',
      password: 'pw',
      rememberMe: 'false',
      verificationCode: '012345',
    });
  });

  test('PINs are strong', () => {
    expect(createPinRequest()).toEqual({ method: 'POST', path: '/api/v2/pins?strong=true' });
    expect(checkPinRequest(12)).toEqual({ method: 'GET', path: '/api/v2/pins/12' });
  });

  test('a token is no part of an address', () => {
    expect(accountRequest('tok')).toEqual({ method: 'GET', path: '/api/v2/user', token: 'tok' });
    expect(resourcesRequest('tok')).toMatchObject({ method: 'GET', token: 'tok' });
    expect(resourcesRequest('tok').path).not.toContain('tok');
  });
});

describe('the address of Plex’s page', () => {
  const settings = {
    authUrl: 'https://app.plex.tv/auth',
    clientIdentifier: 'client-1',
    product: 'Our house & Söhne',
  };

  test('has everything in the fragment, percent-encoded, blanks as %20', () => {
    const url = authPageUrl(
      settings,
      'code1',
      'https://auth.example.com/login/plex?state=a+b&x=ü#y',
    );
    expect(url).toBe(
      'https://app.plex.tv/auth#?clientID=client-1&code=code1' +
        '&forwardUrl=https%3A%2F%2Fauth.example.com%2Flogin%2Fplex%3Fstate%3Da%2Bb%26x%3D%C3%BC%23y' +
        '&context%5Bdevice%5D%5Bproduct%5D=Our%20house%20%26%20S%C3%B6hne',
    );
  });

  test('gives a reader of the fragment the same values back', () => {
    const forwardUrl = 'https://auth.example.com/a b?c=d&e=%20+';
    const fragment = new URL(authPageUrl(settings, 'code1', forwardUrl)).hash.replace('#?', '');
    const pairs = new URLSearchParams(fragment);
    expect(Object.fromEntries(pairs)).toEqual({
      clientID: 'client-1',
      code: 'code1',
      forwardUrl,
      'context[device][product]': settings.product,
    });
  });
});
