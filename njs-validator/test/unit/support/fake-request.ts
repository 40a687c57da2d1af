/** nginx's request object as far as the gate knows it: plain data in, and what the handler did with it out. */
import type { GateRequest, Reply } from '../../../gate-request.js';

export type Asked = Readonly<{
  /** Of the subrequest: `/_usher/4`. */
  uri?: string;
  /** As the client sent it; bytes where it is no UTF-8. */
  requestUri?: string | Uint8Array;
  /** Variables that nginx has for this request, and those that an earlier verdict has left. */
  variables?: Partial<GateRequest['variables']>;
  /** To a subrequest; without one it fails. */
  reply?: Reply;
}>;

export type FakeRequest = GateRequest & {
  /** Every call of `return`, as nginx would get it. */
  readonly answers: { status: number; body: string }[];
  /** Lines for the error log. */
  readonly errors: string[];
  readonly subrequests: string[];
};

/** A GET for `https://app.example.com/` without any header, but for what is asked. */
export function fakeRequest({
  uri = '/',
  requestUri = '/',
  variables = {},
  reply,
}: Asked): FakeRequest {
  const answers: FakeRequest['answers'] = [];
  const errors: string[] = [];
  const subrequests: string[] = [];
  const rawUri = Buffer.from(requestUri);
  return {
    uri,
    variables: {
      host: 'app.example.com',
      request_method: 'GET',
      request_uri: rawUri.toString(),
      scheme: 'https',
      ...variables,
    },
    rawVariables: { request_uri: rawUri },
    headersOut: {},
    return: (status, body) => {
      answers.push({ status, body });
    },
    error: (line) => {
      errors.push(line);
    },
    subrequest: (asked) => {
      subrequests.push(asked);
      return reply === undefined ? Promise.reject(new Error('no reply')) : Promise.resolve(reply);
    },
    subrequests,
    answers,
    errors,
  };
}

/** The one answer that was given, with its headers. */
export function answerOf({ answers, headersOut }: FakeRequest) {
  const [answer, ...more] = answers;
  if (answer === undefined || more.length > 0) {
    throw new Error(`nginx got ${String(answers.length)} answers`);
  }
  return { ...answer, headers: headersOut };
}
