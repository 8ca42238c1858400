// A study's queues derive from the workflow's own, so that whoever starts one names a single queue.

/** The queue that all training workers of a study's queue poll, to say who they are. */
export function placeQueue(queue: string): string {
  return `${queue}-train`;
}

/** The queue that training workers of one fingerprint poll. */
export function trainQueue(queue: string, arithmetic: string): string {
  return `${queue}-train-${arithmetic.slice(0, 12)}`;
}
