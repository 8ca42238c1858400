/** What TensorFlow (status 8, RESOURCE_EXHAUSTED), WebAssembly and V8 say when memory is used up. */
const SAYS_SO = [
  /Invalid TF_Status: 8\b/,
  /OOM when allocating|RESOURCE_EXHAUSTED/,
  /WebAssembly\.Memory.*(Maximum memory size exceeded|Unable to grow|could not allocate)/,
  /Cannot enlarge memory|Aborted\(OOM\)/,
  /Array buffer allocation failed/,
] as const;

/** Whether an exception says that there was too little memory, which may be there the next time. */
export function isOutOfMemory(error: unknown): boolean {
  const message = String((error as Error | undefined)?.message ?? error);
  return SAYS_SO.some((pattern) => pattern.test(message));
}
