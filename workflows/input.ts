import { ApplicationFailure } from '@temporalio/workflow';

/** JSON is written by functions that call themselves, deeper than any spec is. */
const MOST_DEPTH = 1_000;
/** Temporal refuses a child's id, made of its parent's, of more than 1,000 bytes. */
const MOST_ID_LENGTH = 500;
/** Temporal refuses a summary of more than 400 bytes. */
const NAME_LENGTH = 100;

/**
 * Refuses what the study cannot even hand to a step: it may have been started by anybody. What is
 * wrong within the spec, `resolve` says.
 *
 * @throws ApplicationFailure SPEC_INVALID
 */
export function requireUsable(workflowId: string, ...input: readonly unknown[]): void {
  if (input.some(isDeep)) {
    throw refused(`The input is nested more than ${MOST_DEPTH} levels deep. No spec is.`);
  }
  const bytes = new TextEncoder().encode(workflowId).length;
  if (bytes > MOST_ID_LENGTH) {
    throw refused(
      `The workflow's id has ${bytes} bytes, the most is ${MOST_ID_LENGTH}. ` +
        'Its trials’ ids begin with it. Start the study with a shorter one.',
    );
  }
}

/** What a study's spec is called in a line of Temporal's UI: its file, else the workflow's id. */
export function inputName(options: unknown, workflowId: string): string {
  const { file } = (options ?? {}) as { readonly file?: unknown };
  const name = typeof file === 'string' ? file : workflowId;
  return name.length <= NAME_LENGTH ? name : `…${name.slice(1 - NAME_LENGTH)}`;
}

function isDeep(value: unknown): boolean {
  const open: { readonly value: unknown; readonly depth: number }[] = [{ value, depth: 0 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value: here, depth } = next;
    if (typeof here !== 'object' || here === null || ArrayBuffer.isView(here)) continue;
    if (depth > MOST_DEPTH) return true;
    for (const inner of Object.values(here)) open.push({ value: inner, depth: depth + 1 });
  }
  return false;
}

function refused(message: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(message, 'SPEC_INVALID');
}
