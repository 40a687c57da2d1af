/** Answers for programs, and the question whose refusal this is. */
import type { GateRequest } from './gate-request.js';

/** Whether the gate refused this request; if it let it in, or was not asked, somebody else did. */
export function isOwnRefusal(r: GateRequest): boolean {
  const reason = r.variables.usher_reason || '';
  return reason !== '' && reason !== 'allowed' && reason !== 'guest';
}

/** Sends a JSON object. */
export function answerJson(r: GateRequest, status: number, body: object): void {
  r.headersOut['Content-Type'] = 'application/json';
  r.return(status, JSON.stringify(body) + '\n');
}
