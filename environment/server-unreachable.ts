import { EpochalError } from '../study/errors.ts';

/** What whoever needs a Temporal server says when none answers. */
export function serverUnreachable(address: string, cause: unknown): EpochalError {
  return new EpochalError(
    'SERVER_UNREACHABLE',
    `No Temporal server answers at ${address}. Start one with \`epochal up\`, or set ` +
      'TEMPORAL_ADDRESS to the one you have.',
    { address },
    { cause },
  );
}
