import { readFileSync } from 'node:fs';

/** Whether this process has its terminal to itself, and not a shell that it runs beside; true without one. */
export function isInForeground(): boolean {
  // proc_pid_stat(5): after the command's name in brackets state, ppid, pgrp, session, tty_nr, tpgid.
  const stat = readFileSync('/proc/self/stat', 'utf8');
  const [, , group, , , foreground] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return foreground === '-1' || foreground === group;
}
