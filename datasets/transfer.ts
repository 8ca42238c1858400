import { open, rm, stat } from 'node:fs/promises';

export interface TransferOptions {
  readonly stallTimeoutMs: number;
  /** `totalBytes` is null when the source doesn't announce it. */
  readonly onProgress: (receivedBytes: number, totalBytes: number | null) => void;
  readonly signal?: AbortSignal;
  /** A source that has more is given up. Default: no limit. */
  readonly mostBytes?: number;
  /** Whether a redirection from one address to another may be followed. Default: any. */
  readonly mayFollow?: (from: URL, to: URL) => boolean;
}

// A connection that breaks after it brought something is worth going on with, but not for ever.
const MAX_CONNECTIONS = 8;
/** As browsers do. */
const MAX_REDIRECTIONS = 20;

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
        throw error instanceof NotThere ? error : new Error(reasonOf(error), { cause: error });
      }
    }
  }
}

/** The source answered, and the answer is no: asking again at once would not help. */
class Refused extends Error {}

/** What the source has is not what is wanted, or it has nothing: asking later would not help either. */
export class NotThere extends Refused {}

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
    const response = await request(url, options, {
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
    const { mostBytes = Infinity } = options;
    if (totalBytes !== null && totalBytes > mostBytes)
      throw await tooLarge(response, part, mostBytes);
    const file = await open(part, start > 0 ? 'r+' : 'w');
    try {
      options.onProgress(receivedBytes, totalBytes);
      for await (const chunk of response.body ?? []) {
        clearTimeout(timer);
        timer = setTimeout(onStall, options.stallTimeoutMs);
        await file.write(chunk, 0, chunk.length, receivedBytes);
        receivedBytes += chunk.length;
        if (receivedBytes > mostBytes) throw await tooLarge(response, part, mostBytes);
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

/** The answer of an address, or of the one that it redirects to. */
async function request(
  url: string,
  { mayFollow = () => true }: TransferOptions,
  init: RequestInit,
): Promise<Response> {
  let from = new URL(url);
  for (let followed = 0; followed <= MAX_REDIRECTIONS; followed++) {
    const response = await fetch(from.href, { ...init, redirect: 'manual' });
    const location = response.headers.get('location');
    if (!REDIRECTIONS.has(response.status) || location === null) return response;
    await response.body?.cancel();
    const to = URL.canParse(location, from.href) ? new URL(location, from.href) : null;
    if (to === null || !/^https?:$/.test(to.protocol) || !mayFollow(from, to)) {
      const { status } = response;
      throw new NotThere(
        `HTTP ${status} to an address that is not followed: ${shown(to, location)}`,
      );
    }
    from = to;
  }
  throw new Refused(`redirects more than ${MAX_REDIRECTIONS} times`);
}

const REDIRECTIONS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** An address without what may be secret in it. */
function shown(url: URL | null, text: string): string {
  return url === null ? JSON.stringify(text.slice(0, 100)) : `${url.protocol}//${url.host}`;
}

async function tooLarge(response: Response, part: string, mostBytes: number): Promise<NotThere> {
  await response.body?.cancel().catch(() => undefined); // its reader may hold it
  await rm(part, { force: true });
  return new NotThere(`has more than ${mostBytes / 1e6} MB, the most that is read`);
}

/** Whether a status says that something is not there, and not that it is away for now. */
function isFinal(status: number): boolean {
  return status >= 400 && status < 500 && status !== 408 && status !== 429;
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
  const answer = `HTTP ${status} ${response.statusText}`.trim();
  throw isFinal(status) ? new NotThere(answer) : new Refused(answer);
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
