import { existsSync } from 'node:fs';

/** Why the system would not write into a folder, by the name it gives the failure, and what to try. */
export function refusal(code: string, folder: string): string {
  switch (code) {
    case 'ENOENT':
      return existsSync(folder)
        ? `"${folder}" takes no files; choose another folder`
        : `there is no folder "${folder}"; make it first`;
    case 'ENOTDIR':
      return `"${folder}" is not a folder`;
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return `no permission to write in "${folder}"; choose another folder`;
    case 'ENAMETOOLONG':
      return 'the name is too long';
    case 'ENOSPC':
      return 'the disk is full';
    default:
      return code;
  }
}
