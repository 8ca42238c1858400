import { EpochalError } from '../study/errors.ts';

/** Where an S3 store lies, and whom to ask for it. */
export interface S3Location {
  /** `s3://bucket` or `s3://bucket/prefix`, without a `/` at its end. */
  readonly location: string;
  readonly bucket: string;
  /** Before each object's name: empty, or ends in `/`. */
  readonly prefix: string;
  readonly region: string;
  /** The server's address, without what it may hold of credentials. */
  readonly endpoint: string;
  /** Whether the server is another than AWS's own. */
  readonly custom: boolean;
}

/**
 * A location as it is written, with endpoint and region of AWS's own environment variables.
 *
 * @throws EpochalError USAGE when it is not `s3://bucket` or `s3://bucket/prefix`.
 */
export function s3Location(written: string, env: NodeJS.ProcessEnv = process.env): S3Location {
  const match = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/([\w.@/-]*?))?\/*$/.exec(written);
  if (match === null) {
    throw new EpochalError(
      'USAGE',
      `${JSON.stringify(written)} is not a store. Expected s3://bucket or s3://bucket/prefix, a ` +
        'bucket of 3 to 63 small letters, digits, `.` and `-`, a prefix of letters, digits, `.`, ' +
        '`_`, `-`, `@` and `/`.',
      { location: written },
    );
  }
  const bucket = match[1]!;
  const prefix = match[2] ?? '';
  const custom = env['AWS_ENDPOINT_URL_S3'] || env['AWS_ENDPOINT_URL'] || null;
  const region = env['AWS_REGION'] || env['AWS_DEFAULT_REGION'] || 'us-east-1';
  return {
    location: prefix === '' ? `s3://${bucket}` : `s3://${bucket}/${prefix}`,
    bucket,
    prefix: prefix === '' ? '' : `${prefix}/`,
    region,
    endpoint: custom === null ? `https://s3.${region}.amazonaws.com` : originOf(custom),
    custom: custom !== null,
  };
}

/** Scheme, host and port: an address may hold a password too. */
function originOf(endpoint: string): string {
  if (URL.canParse(endpoint)) return new URL(endpoint).origin;
  throw new EpochalError(
    'USAGE',
    'AWS_ENDPOINT_URL_S3 (or AWS_ENDPOINT_URL) is not an address. Expected for example ' +
      'http://127.0.0.1:7070.',
  );
}
