/**
 * Why a file cannot be read, in plain words. Pure.
 */

/** @param error what node:fs threw; its own message would quote the path */
export function reasonOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  switch (code) {
    case 'ENOENT':
      return 'there is no such file';
    case 'EACCES':
    case 'EPERM':
      return 'this user may not read it';
    case 'EISDIR':
      return 'this is a folder';
    default:
      return code ?? 'it cannot be read';
  }
}
