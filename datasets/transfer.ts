import { open, rm, stat } from 'node:fs/promises';

export interface TransferOptions {
  readonly stallTimeoutMs: number;
  /** `totalBytes` is null when the source doesn't announce it. */
  readonly onProgress: (receivedBytes: number, totalBytes: number | null) => void;
  readonly signal?: AbortSignal;
}

// A connection that breaks after it brought something is worth going on with, but not for ever.
const MAX_CONNECTIONS = 8;

/**
 * Receives what a URL has into `part`, going on where `part` ends (RFC 9110, section 14: a range
 * request). Connections that break in the middle are taken up again while each brings more.
 *
 * @throws Error with one readable reason. What was received stays in `part`.
 */
export async function downloadTo(
  part: string,
  url: string,
  options: TransferOptions,
): Promise<void> {
  for (let connection = 1; ; connection++) {
    const before = await sizeOf(part);
    try {
      await receive(part, url, before, options);
      return;
    } catch (error) {
      options.signal?.throwIfAborted();
      const progressed = (await sizeOf(part)) > before;
      if (error instanceof Refused || !progressed || connection === MAX_CONNECTIONS) {
        throw new Error(reasonOf(error), { cause: error });
      }
    }
  }
}

/** The source answered, and the answer is no: asking again would not help. */
class Refused extends Error {}

/** The source sent nothing for the stall timeout. */
class Stalled extends Error {}

async function receive(
  part: string,
  url: string,
  offset: number,
  options: TransferOptions,
): Promise<void> {
  const stall = new AbortController();
  const onStall = (): void => {
    stall.abort(new Stalled(`sent nothing for ${options.stallTimeoutMs / 1000} s`));
  };
  let timer = setTimeout(onStall, options.stallTimeoutMs);
  const signals = [stall.signal, ...(options.signal === undefined ? [] : [options.signal])];
  try {
    const response = await fetch(url, {
      // Bytes as they are: a transparently unpacked file would not match its digest.
      headers: {
        'accept-encoding': 'identity',
        ...(offset > 0 ? { range: `bytes=${offset}-` } : {}),
      },
      signal: AbortSignal.any(signals),
    });
    const start = await startOf(response, part, offset);
    if (start === 'complete') return;
    const length = response.headers.get('content-length');
    const totalBytes = length === null ? null : start + Number(length);
    let receivedBytes = start;
    const file = await open(part, start > 0 ? 'r+' : 'w');
    try {
      options.onProgress(receivedBytes, totalBytes);
      for await (const chunk of response.body ?? []) {
        clearTimeout(timer);
        timer = setTimeout(onStall, options.stallTimeoutMs);
        await file.write(chunk, 0, chunk.length, receivedBytes);
        receivedBytes += chunk.length;
        options.onProgress(receivedBytes, totalBytes);
      }
    } finally {
      await file.close();
    }
    if (totalBytes !== null && receivedBytes < totalBytes) {
      throw new Error(`ended after ${receivedBytes} of ${totalBytes} bytes`);
    }
  } catch (error) {
    throw stall.signal.aborted ? (stall.signal.reason as Error) : error;
  } finally {
    clearTimeout(timer);
  }
}

/** Where in the file the response's body begins; 'complete' when `part` holds everything. */
async function startOf(
  response: Response,
  part: string,
  offset: number,
): Promise<number | 'complete'> {
  const { status } = response;
  if (status === 200) return 0;
  const range = response.headers.get('content-range');
  if (status === 206 && range?.startsWith(`bytes ${offset}-`) === true) return offset;
  await response.body?.cancel();
  // 416, "range not satisfiable": `part` ends where the file does, or it isn't this file's.
  if (status === 416) {
    if (range === `bytes */${offset}`) return 'complete';
    await rm(part, { force: true });
    throw new Refused(`HTTP 416 for the bytes from ${offset} on (${range ?? 'no Content-Range'})`);
  }
  if (status === 206)
    throw new Refused(`HTTP 206 with ${range}, asked for bytes from ${offset} on`);
  throw new Refused(`HTTP ${status} ${response.statusText}`.trim());
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch {
    return 0;
  }
}

/** `fetch` says only "fetch failed"; why is in its cause. */
function reasonOf(error: unknown): string {
  const { message, cause } = error as Error & { cause?: NodeJS.ErrnoException };
  if (cause === undefined || cause === null) return message;
  return cause.message === '' ? (cause.code ?? message) : cause.message;
}
