/** A line that `epochal run` prints an epoch, where there is no terminal. */
export interface EpochLine {
  readonly trial: string;
  readonly epoch: number;
}

/** Reads such a line; null for any other. */
export function parseEpochLine(line: string): EpochLine | null {
  const match = /^(.+?) {2}epoch (\d+) {2}train loss /.exec(line);
  return match && { trial: match[1]!, epoch: Number(match[2]) };
}
