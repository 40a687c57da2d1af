/** Signs in as a browser without scripts would: reads the page's form, fills it in, sends it. */

export type SignedIn = Readonly<{
  status: number;
  location: string;
  /** All cookies held in the end, as a Cookie header has them. */
  cookie: string;
  /** The page that answers, if there is one. */
  text: string;
}>;

/** @param loginPage address of the sign-in page, with its `rd` */
export async function signInByPassword(
  loginPage: string,
  login: string,
  password: string,
): Promise<SignedIn> {
  const jar = new Map<string, string>();
  const page = await fetch(loginPage, { headers: { Accept: 'text/html' } });
  keep(jar, page);
  const form = passwordForm(await page.text());
  const address = new URL(form.action, loginPage);
  const response = await fetch(address, {
    method: 'POST',
    redirect: 'manual',
    headers: {
      Accept: 'text/html',
      Origin: address.origin,
      'Sec-Fetch-Site': 'same-origin',
      'Sec-Fetch-Mode': 'navigate',
      Cookie: cookieHeader(jar),
    },
    body: new URLSearchParams({
      ...form.hidden,
      [form.loginField]: login,
      [form.passwordField]: password,
    }),
  });
  keep(jar, response);
  return {
    status: response.status,
    location: new URL(response.headers.get('location') ?? '', address).href,
    cookie: cookieHeader(jar),
    text: await response.text(),
  };
}

/** The form of a page that has a password field. */
function passwordForm(html: string) {
  const form = [...html.matchAll(/<form\b[^>]*>.*?<\/form>/gs)]
    .map(([text]) => text)
    .find((text) => /type="password"/.test(text));
  if (form === undefined) {
    throw new Error(`no form with a password on this page:\n${html}`);
  }
  const inputs = [...form.matchAll(/<input\b[^>]*>/g)].map(([tag]) => ({
    type: attribute(tag, 'type') || 'text',
    name: attribute(tag, 'name'),
    value: attribute(tag, 'value'),
  }));
  const nameOf = (...types: string[]) =>
    inputs.find(({ type }) => types.includes(type))?.name ?? '';
  return {
    action: attribute(/<form\b[^>]*>/.exec(form)?.[0] ?? '', 'action'),
    hidden: Object.fromEntries(
      inputs.filter(({ type }) => type === 'hidden').map(({ name, value }) => [name, value]),
    ),
    loginField: nameOf('text', 'email'),
    passwordField: nameOf('password'),
  };
}

function attribute(tag: string, name: string): string {
  const value = new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1] ?? '';
  return value
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

function keep(jar: Map<string, string>, response: Response): void {
  for (const line of response.headers.getSetCookie()) {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    if (value === '') {
      jar.delete(name);
    } else {
      jar.set(name, value);
    }
  }
}

function cookieHeader(jar: Map<string, string>): string {
  return [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
}
