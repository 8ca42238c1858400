import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import type { GetObjectCommandOutput } from '@aws-sdk/client-s3';
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { EpochalError } from '../study/errors.ts';
import { ObjectCache } from './object-cache.ts';
import { requireName } from './objects.ts';
import type { Objects } from './objects.ts';
import { answeredWith, isTransient, storeUnavailable } from './s3-errors.ts';
import { s3Location } from './s3-location.ts';

export interface S3Options {
  /** How long a connection may be silent before the request counts as failed. Default 30 s. */
  readonly silenceMs?: number;
}

const SILENCE_MS = 30_000;
const CONNECT_MS = 10_000;
const ATTEMPTS = 3;
const RACERS = 8;
// The SDK would print to the console; what matters of it is in our errors.
const SILENT = { trace() {}, debug() {}, info() {}, warn() {}, error() {} };

type Body = NonNullable<GetObjectCommandOutput['Body']>;

/**
 * Objects in an S3 bucket, created with `If-None-Match: *`. Endpoint, region and credentials are
 * those of AWS's own environment: `AWS_ENDPOINT_URL_S3`, `AWS_REGION`, `AWS_PROFILE`, ….
 *
 * Every operation may throw EpochalError STORE_UNAVAILABLE. A `create` whose answer was lost on the
 * way is sent again and then refused: false may mean that an equal object of our own is there.
 */
export class S3Objects implements Objects {
  readonly location: string;
  readonly #client: S3Client;
  readonly #bucket: string;
  readonly #prefix: string;
  readonly #endpoint: string;
  readonly #cache: ObjectCache;
  #conditional: Promise<void> | null = null;

  /** @throws EpochalError USAGE when the location is not `s3://bucket` or `s3://bucket/prefix`. */
  constructor(location: string, options: S3Options = {}) {
    const at = s3Location(location);
    const { silenceMs = SILENCE_MS } = options;
    this.location = at.location;
    this.#bucket = at.bucket;
    this.#prefix = at.prefix;
    this.#endpoint = at.endpoint;
    this.#cache = new ObjectCache(`${at.endpoint} ${at.location}`);
    // About Node 20, at each start: the SDK's version is pinned to one that runs there.
    process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
    this.#client = new S3Client({
      region: at.region,
      logger: SILENT,
      followRegionRedirects: true,
      // Servers of one's own rarely have a name for each bucket.
      forcePathStyle: at.custom,
      maxAttempts: ATTEMPTS,
      // What is read is verified by its own sha256, and older servers don't know these checksums.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
      requestHandler: {
        connectionTimeout: CONNECT_MS,
        // Of silence, not for the whole request: a large file on a slow line may take longer.
        socketTimeout: silenceMs,
        socketAcquisitionWarningTimeout: silenceMs,
      },
    });
  }

  async has(name: string): Promise<boolean> {
    return this.#ask(`find ${name}`, async () => {
      try {
        await this.#client.send(
          new HeadObjectCommand({ Bucket: this.#bucket, Key: this.#key(name) }),
        );
        return true;
      } catch (error) {
        // An answer without a body can't say which: a bucket that is gone is found by the next read.
        if (answeredWith(error, 404)) return false;
        throw error;
      }
    });
  }

  async get(name: string): Promise<Uint8Array | null> {
    return this.#read(name, (body) => body.transformToByteArray());
  }

  async note(name: string, bytes: Uint8Array): Promise<void> {
    await this.create(name, bytes);
  }

  async create(name: string, bytes: Uint8Array): Promise<boolean> {
    await this.#requireConditionalWrites();
    return this.#put(name, () => bytes, bytes.length);
  }

  async createFromFile(name: string, path: string): Promise<boolean> {
    await this.#requireConditionalWrites();
    const { size } = await stat(path);
    const created = await this.#put(name, () => createReadStream(path), size);
    // The next step most likely wants it here again.
    if (created) await this.#keep(name, path);
    else await rm(path, { force: true });
    return created;
  }

  async localFile(name: string): Promise<string | null> {
    const known = await this.#cache.find(name);
    if (known !== null) return known;
    const staged = await this.#cache.stagingFile();
    try {
      const found = await this.#read(name, async (body) => {
        await pipeline(body as Readable, createWriteStream(staged));
        return true;
      });
      return found === null ? null : await this.#cache.add(name, staged);
    } finally {
      await rm(staged, { force: true });
    }
  }

  async stagingFile(): Promise<string> {
    return this.#cache.stagingFile();
  }

  async list(folder: string): Promise<string[]> {
    const prefix = folder === '' ? this.#prefix : `${this.#prefix}${folder}/`;
    const names: string[] = [];
    let token: string | undefined;
    do {
      const page = await this.#ask(`list ${folder}`, () =>
        this.#client.send(
          new ListObjectsV2Command({
            Bucket: this.#bucket,
            Prefix: prefix,
            ContinuationToken: token,
          }),
        ),
      );
      for (const { Key } of page.Contents ?? []) {
        // Some consoles make empty objects that stand for folders.
        if (Key !== undefined && !Key.endsWith('/')) names.push(Key.slice(this.#prefix.length));
      }
      token = page.IsTruncated === true ? page.NextContinuationToken : undefined;
    } while (token !== undefined);
    return names.sort();
  }

  async remove(name: string): Promise<void> {
    await this.#cache.drop(name);
    await this.#ask(`remove ${name}`, () =>
      this.#client.send(new DeleteObjectCommand({ Bucket: this.#bucket, Key: this.#key(name) })),
    );
  }

  /**
   * Who found the damage may have looked at the local copy, so that one goes in any case. An
   * artifact that is intact in the bucket stays: the next reader fetches it again.
   */
  async quarantine(name: string): Promise<void> {
    await this.#cache.drop(name);
    if (await this.#isIntactArtifact(name)) return;
    const copied = await this.#ask(`quarantine ${name}`, async () => {
      const source = `${this.#bucket}/${this.#key(name)}`;
      try {
        await this.#client.send(
          new CopyObjectCommand({
            Bucket: this.#bucket,
            Key: this.#key(`quarantine/${name}.${randomUUID()}`),
            CopySource: source.split('/').map(encodeURIComponent).join('/'),
          }),
        );
        return true;
      } catch (error) {
        if (answeredWith(error, 'NoSuchKey')) return false;
        throw error;
      }
    });
    if (copied) await this.remove(name);
  }

  async #isIntactArtifact(name: string): Promise<boolean> {
    const digest = /^artifacts\/([0-9a-f]{2})\/([0-9a-f]{62})$/.exec(name)?.slice(1).join('');
    if (digest === undefined) return false;
    const found = await this.#read(name, async (body) => {
      const hash = createHash('sha256');
      await pipeline(body as Readable, hash);
      return hash.digest('hex');
    });
    return found === digest;
  }

  async #read<T>(name: string, consume: (body: Body) => Promise<T>): Promise<T | null> {
    return this.#ask(`read ${name}`, async () => {
      try {
        const { Body } = await this.#client.send(
          new GetObjectCommand({ Bucket: this.#bucket, Key: this.#key(name) }),
        );
        return await consume(Body!);
      } catch (error) {
        if (answeredWith(error, 'NoSuchKey')) return null;
        throw error;
      }
    });
  }

  async #put(name: string, body: () => Uint8Array | Readable, size: number): Promise<boolean> {
    return this.#ask(`write ${name}`, async () => {
      for (let attempt = 1; ; attempt++) {
        const Body = body();
        try {
          await this.#client.send(
            new PutObjectCommand({
              Bucket: this.#bucket,
              Key: this.#key(name),
              Body,
              ContentLength: size,
              IfNoneMatch: '*',
            }),
          );
          return true;
        } catch (error) {
          if (answeredWith(error, 412)) return false;
          // 409: another writer was there at the same time, and whether it won is open. A stream
          // can't be sent again by the SDK.
          const again =
            answeredWith(error, 409) || (!(Body instanceof Uint8Array) && isTransient(error));
          if (!again || attempt === ATTEMPTS) throw error;
          await delay(100 * 2 ** attempt);
        } finally {
          if (!(Body instanceof Uint8Array)) Body.destroy();
        }
      }
    });
  }

  async #keep(name: string, path: string): Promise<void> {
    await this.#cache.drop(name);
    const staged = await this.#cache.stagingFile();
    try {
      await rename(path, staged);
    } catch {
      await rm(path, { force: true }); // another file system: not worth a copy
      return;
    }
    await this.#cache.add(name, staged);
  }

  /** Once a process: a server that ignores the condition would lose what two workers write. */
  async #requireConditionalWrites(): Promise<void> {
    this.#conditional ??= this.#raceForOneName();
    try {
      await this.#conditional;
    } catch (error) {
      this.#conditional = null;
      throw error;
    }
  }

  async #raceForOneName(): Promise<void> {
    const name = `tmp/${randomUUID()}`;
    const bytes = new Uint8Array(1);
    const race = Array.from({ length: RACERS }, () => this.#put(name, () => bytes, 1));
    const winners = (await Promise.all(race)).filter((won) => won).length;
    await this.remove(name);
    if (winners <= 1) return;
    throw new EpochalError(
      'STORE_UNAVAILABLE',
      `The S3 server ${this.#endpoint} let ${winners} of ${RACERS} writers create the same object ` +
        'with `If-None-Match: *`, where S3 allows one. Two workers would overwrite each other. Use ' +
        'a server with conditional writes, such as AWS S3 or versitygw from 1.8.0 on.',
      { location: this.location, endpoint: this.#endpoint },
    );
  }

  /** Runs requests; what goes wrong is told in our words. */
  async #ask<T>(what: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof EpochalError) throw error;
      const { location } = this;
      throw storeUnavailable(error, {
        what,
        location,
        endpoint: this.#endpoint,
        bucket: this.#bucket,
      });
    }
  }

  #key(name: string): string {
    return `${this.#prefix}${requireName(name)}`;
  }
}
