/** A form, told from anything else that may have been sent. Pure. */
import type { Request } from 'express';
import { PortalError } from './portal-error.js';

/**
 * @param isForm what a form of ours looks like
 * @throws PortalError 400
 */
export function checkedForm<Form>(req: Request, isForm: (value: unknown) => value is Form): Form {
  // An empty form has no body to parse.
  const body: unknown = req.body ?? {};
  if (isForm(body)) {
    return body;
  }
  throw malformedForm();
}

export function malformedForm(): PortalError {
  return new PortalError(400, 'malformed_request', {
    title: 'error.form.title',
    message: 'error.form.message',
  });
}
