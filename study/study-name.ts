import { LIMITS } from './limits.ts';

/** The text as a study can be named; empty where nothing is left of it. */
export function asStudyName(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .slice(0, LIMITS.nameLength)
    .replace(/^[._-]+|-+$/g, '');
}
