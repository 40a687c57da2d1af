/** What a device is called, in the reader's language. Pure. */
import type { Portal } from './page.js';

/** @param device as device-name.ts made it, and as it is on record: `Firefox on Windows`, `curl`, '' */
export function deviceText({ t }: Pick<Portal, 't'>, device: string): string {
  if (device === '') {
    return t('account.device.unknown');
  }
  const [, program, system] = /^(.+?) on (.+)$/.exec(device) ?? [];
  return program === undefined || system === undefined
    ? device
    : t('account.device.on', { program, system });
}
