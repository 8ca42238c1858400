import { EpochalError } from '../study/errors.ts';

/** The request that failed, in words that are safe to show. */
export interface FailedRequest {
  /** `read artifacts/ab/cd…`. */
  readonly what: string;
  readonly location: string;
  readonly endpoint: string;
  readonly bucket: string;
}

/** What the SDK's errors have in common; `name` is the server's error code where it sent one. */
interface S3Error {
  readonly name?: unknown;
  readonly code?: unknown;
  readonly message?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/** Whether the server answered with that HTTP status or S3 error code. */
export function answeredWith(error: unknown, answer: number | string): boolean {
  return typeof answer === 'number' ? statusOf(error) === answer : nameOf(error) === answer;
}

/** Whether the same request may well succeed a little later. */
export function isTransient(error: unknown): boolean {
  const status = statusOf(error);
  return status === undefined ? isNetworkError(error) : status >= 500 || status === 429;
}

/**
 * STORE_UNAVAILABLE for what a server or the way to it did; anything else, such as a full local
 * disk or a bug, as it is. The SDK's own message and error are left out: they may quote the request
 * with its access key.
 */
export function storeUnavailable(error: unknown, request: FailedRequest): unknown {
  const status = statusOf(error);
  const name = nameOf(error);
  if (status === undefined && !isNetworkError(error) && !isCredentialsError(error)) return error;
  const { what, location, endpoint, bucket } = request;
  const answer = status === undefined ? `gave no answer (${name})` : `answered ${status} ${name}`;
  const event = isCredentialsError(error) ? 'can’t be asked without credentials' : answer;
  return new EpochalError(
    'STORE_UNAVAILABLE',
    `The store ${location} is out of reach: ${endpoint} ${event} (to ${what} in the bucket ` +
      `${bucket}). ${advice(error, request)}`,
    { location, endpoint, bucket, error: name, ...(status !== undefined && { status }) },
  );
}

function advice(error: unknown, { bucket }: FailedRequest): string {
  const status = statusOf(error);
  switch (nameOf(error)) {
    case 'NoSuchBucket':
      return `The bucket ${bucket} does not exist: make it, or correct EPOCHAL_STORE.`;
    case 'RequestTimeTooSkewed':
      return "Set this machine's clock, or the server's: they differ too much.";
    case 'PermanentRedirect':
    case 'AuthorizationHeaderMalformed':
    case 'IllegalLocationConstraintException':
      return `Set AWS_REGION to the bucket's region.`;
  }
  if (isCredentialsError(error)) {
    return 'Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE.';
  }
  if (status === undefined) {
    return 'Check that the server runs and can be reached from here, and AWS_ENDPOINT_URL_S3.';
  }
  if (status >= 500 || status === 429)
    return 'The server is overloaded or in trouble; see its log.';
  return (
    'Check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (or AWS_PROFILE), that they have not ' +
    'expired, and that they may list the bucket and read, write and delete in it.'
  );
}

const NETWORK_CODES: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPROTO',
  'ERR_STREAM_PREMATURE_CLOSE',
]);

function isNetworkError(error: unknown): boolean {
  if ((error as S3Error).name === 'TimeoutError') return true;
  const code = codeOf(error);
  return NETWORK_CODES.has(code) || /CERT|^ERR_TLS|^ERR_SSL/.test(code);
}

/** The operating system's error code, or ''. */
function codeOf(error: unknown): string {
  const { code, message } = error as S3Error;
  if (typeof code === 'string') return code;
  // An error of another realm, as under jest, comes wrapped by the SDK without its code.
  const [, wrapped] = /^AWS SDK error wrapper for .*\b(E[A-Z_]{4,})\b/.exec(String(message)) ?? [];
  return wrapped ?? '';
}

function isCredentialsError(error: unknown): boolean {
  return ['CredentialsProviderError', 'TokenProviderError'].includes(nameOf(error));
}

function statusOf(error: unknown): number | undefined {
  return (error as S3Error).$metadata?.httpStatusCode;
}

/** The server's error code, else the operating system's, else the kind of error. */
function nameOf(error: unknown): string {
  const { name } = error as S3Error;
  const said = statusOf(error) === undefined ? codeOf(error) || name : name;
  // The server's own word: nothing but a word is let through.
  return typeof said === 'string' && /^\w{1,64}$/.test(said) ? said : 'Unknown';
}
