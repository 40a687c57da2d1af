/** What is sent to sign in with a password. Pure. */
import type { PlexCredentials } from './plex-client.js';
import type { PlexRequest } from './plex-request.js';

/** POST /api/v2/users/signin. The verification code has a field of its own; it is never glued to the password. */
export function signInRequest(credentials: PlexCredentials): PlexRequest {
  const { login, password, verificationCode } = credentials;
  return {
    method: 'POST',
    path: '/api/v2/users/signin',
    form: {
      login,
      password,
      rememberMe: 'false',
      ...(verificationCode === undefined ? {} : { verificationCode }),
    },
  };
}
