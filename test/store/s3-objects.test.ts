import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openExistingStore, openStore } from '../../store/open.ts';
import { S3Objects } from '../../store/s3-objects.ts';
import { sha256 } from '../../study/digest.ts';
import { EpochalError } from '../../study/errors.ts';
import { describeWithS3 } from '../s3-server.ts';
import { describeObjects } from './objects-contract.ts';
import type { Place } from './objects-contract.ts';
import { describeRefs } from './refs-contract.ts';

const before = { ...process.env };
let caches: string;
let machines = 0;
let prefixes = 0;

beforeAll(async () => {
  caches = await mkdtemp(join(tmpdir(), 'epochal-caches-'));
});

afterEach(() => {
  process.env = { ...before };
});

afterAll(() => rm(caches, { recursive: true, force: true }));

/** From here on this process is on another machine: it has a cache of its own. */
function onNewMachine(environment: Readonly<Record<string, string>>): void {
  Object.assign(process.env, environment, { XDG_CACHE_HOME: join(caches, String(machines++)) });
}

function text(content: string): Uint8Array {
  return new TextEncoder().encode(content);
}

async function read(objects: S3Objects, name: string): Promise<string | null> {
  const bytes = await objects.get(name);
  return bytes === null ? null : new TextDecoder().decode(bytes);
}

async function failureOf(work: Promise<unknown>): Promise<EpochalError> {
  const error: unknown = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(EpochalError);
  return error as EpochalError;
}

function threeKinds(objects: S3Objects): (() => Promise<unknown>)[] {
  return [() => objects.get('a'), () => objects.create('a', text('x')), () => objects.list('a')];
}

/** All that an error shows to anybody: what Temporal, a log or a terminal could print of it. */
function shown(error: EpochalError): string {
  return [error.message, error.stack, JSON.stringify(error.details), String(error.cause)].join(
    '\n',
  );
}

describeWithS3('S3', (server) => {
  const open = (prefix: string): S3Objects => {
    onNewMachine(server().environment);
    return new S3Objects(`s3://${server().bucket}/${prefix}`);
  };
  const freshPrefix = (): string => `tests/${prefixes++}`;
  const stored = (prefix: string, name: string): string =>
    join(server().folder, server().bucket, prefix, name);

  const freshPlace = async (): Promise<Place> => {
    const prefix = freshPrefix();
    return {
      open: () => open(prefix),
      damage: (name, bytes) => writeFile(stored(prefix, name), bytes),
    };
  };
  describeObjects('objects', freshPlace);
  describeRefs('refs', freshPlace);

  test('a store may be a whole bucket', async () => {
    onNewMachine(server().environment);
    const objects = new S3Objects(`s3://${server().bucket}/`);
    await objects.create('refs/whole/1', text('x'));
    expect(objects.location).toBe(`s3://${server().bucket}`);
    expect(await objects.list('refs/whole')).toEqual(['refs/whole/1']);
  });

  test('a list of more than a page of objects is complete', async () => {
    const prefix = freshPrefix();
    await mkdir(stored(prefix, 'logs'), { recursive: true });
    // A page holds 1,000.
    const names = Array.from({ length: 2_001 }, (_, i) => `logs/${String(i).padStart(5, '0')}`);
    await Promise.all(names.map((name) => writeFile(stored(prefix, name), 'x')));
    expect(await open(prefix).list('logs')).toEqual(names);
  });

  test('a location in a list of names is relative to the prefix', async () => {
    const prefix = freshPrefix();
    await open(prefix).create('a/b', text('x'));
    expect(await open('tests').list(prefix.slice('tests/'.length))).toEqual([
      `${prefix.slice('tests/'.length)}/a/b`,
    ]);
  });

  describe('local copies', () => {
    const bytes = text('an artifact');
    const digest = sha256(bytes).slice('sha256:'.length);
    const name = `artifacts/${digest.slice(0, 2)}/${digest.slice(2)}`;

    test('an object is fetched once, then read from the copy', async () => {
      const prefix = freshPrefix();
      await open(prefix).create(name, bytes);
      const objects = open(prefix);
      const path = await objects.localFile(name);
      await rm(stored(prefix, name));
      expect(await objects.localFile(name)).toBe(path);
      expect(await readFile(path!)).toEqual(Buffer.from(bytes));
    });

    test('a file that was put into the store is its own copy', async () => {
      const prefix = freshPrefix();
      const objects = open(prefix);
      const staged = await objects.stagingFile();
      await writeFile(staged, bytes);
      await objects.createFromFile(name, staged);
      await rm(stored(prefix, name));
      expect(await readFile((await objects.localFile(name))!)).toEqual(Buffer.from(bytes));
    });

    test('a damaged copy of an intact artifact is fetched again after quarantine', async () => {
      const prefix = freshPrefix();
      const objects = open(prefix);
      await objects.create(name, bytes);
      await writeFile((await objects.localFile(name))!, 'a bad disk');
      await objects.quarantine(name);
      expect(await read(objects, name)).toBe('an artifact');
      expect(await objects.list('quarantine')).toEqual([]);
      expect(await readFile((await objects.localFile(name))!)).toEqual(Buffer.from(bytes));
    });

    test('an artifact damaged in the bucket goes to quarantine, and its copies with it', async () => {
      const prefix = freshPrefix();
      const objects = open(prefix);
      await objects.create(name, bytes);
      await writeFile(stored(prefix, name), 'an artifacT');
      await objects.localFile(name);
      await objects.quarantine(name);
      expect(await objects.localFile(name)).toBeNull();
      const [kept] = await objects.list('quarantine');
      expect(await read(objects, kept!)).toBe('an artifacT');
    });

    test('two stores never share a copy', async () => {
      const [one, two] = [freshPrefix(), freshPrefix()];
      onNewMachine(server().environment);
      const first = new S3Objects(`s3://${server().bucket}/${one}`);
      const second = new S3Objects(`s3://${server().bucket}/${two}`);
      await first.create('same/name', text('one'));
      await second.create('same/name', text('two'));
      expect(await readFile((await first.localFile('same/name'))!, 'utf8')).toBe('one');
      expect(await readFile((await second.localFile('same/name'))!, 'utf8')).toBe('two');
    });

    test('nothing half-fetched is left behind', async () => {
      const objects = open(freshPrefix());
      await objects.create(name, bytes);
      await objects.localFile(name);
      await objects.localFile('not/there');
      const staging = join(await objects.stagingFile(), '..');
      expect(await readdir(staging)).toEqual([]);
    });
  });

  describe('what goes wrong', () => {
    test('a store is there again when its server is', async () => {
      const objects = open(freshPrefix());
      await objects.create('before', text('the outage'));
      await server().kill();
      const error = await failureOf(objects.get('before'));
      expect(error.code).toBe('STORE_UNAVAILABLE');
      expect(error.message).toBe(
        `The store ${objects.location} is out of reach: ${server().endpoint} gave no answer ` +
          `(ECONNREFUSED) (to read before in the bucket ${server().bucket}). Check that the ` +
          'server runs and can be reached from here, and AWS_ENDPOINT_URL_S3.',
      );
      for (const work of [
        ...threeKinds(objects),
        () => objects.remove('before'),
        () => objects.quarantine('before'),
        () => objects.localFile('before'),
      ]) {
        expect((await failureOf(work())).code).toBe('STORE_UNAVAILABLE');
      }
      await server().start();
      expect(await read(objects, 'before')).toBe('the outage');
      expect(await objects.create('during', text('x'))).toBe(true);
    });

    test('a file that could not be put is still there for the next attempt', async () => {
      const objects = open(freshPrefix());
      const staged = await objects.stagingFile();
      await writeFile(staged, 'state');
      await server().kill();
      expect((await failureOf(objects.createFromFile('a', staged))).code).toBe('STORE_UNAVAILABLE');
      await server().start();
      expect(await objects.createFromFile('a', staged)).toBe(true);
      expect(await read(objects, 'a')).toBe('state');
    });

    test.each([
      [
        'a wrong secret',
        { AWS_SECRET_ACCESS_KEY: 'a-secret-that-is-wrong' },
        '403 SignatureDoesNotMatch',
      ],
      // AWS itself: 403 InvalidAccessKeyId.
      ['an unknown access key', { AWS_ACCESS_KEY_ID: 'AKIAUNKNOWN' }, '404 XAdminUserNotFound'],
    ])('%s is told without showing it', async (_, wrong, answer) => {
      onNewMachine({ ...server().environment, ...wrong });
      const objects = new S3Objects(`s3://${server().bucket}/any`);
      for (const work of threeKinds(objects)) {
        const error = await failureOf(work());
        expect(error.code).toBe('STORE_UNAVAILABLE');
        expect(error.message).toContain(`answered ${answer} (`);
        expect(error.message).toContain('Check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY');
        expect(error.details).toMatchObject({ bucket: server().bucket });
        for (const value of Object.values(wrong)) expect(shown(error)).not.toContain(value);
        expect(shown(error)).not.toContain(server().environment['AWS_SECRET_ACCESS_KEY']);
      }
    });

    test('a bucket that does not exist is named, with what to do', async () => {
      onNewMachine(server().environment);
      const objects = new S3Objects('s3://no-such-bucket/store');
      for (const work of threeKinds(objects)) {
        const error = await failureOf(work());
        expect(error.code).toBe('STORE_UNAVAILABLE');
        expect(error.message).toContain('answered 404 NoSuchBucket');
        expect(error.message).toContain(
          'The bucket no-such-bucket does not exist: make it, or correct EPOCHAL_STORE.',
        );
      }
    });
  });

  test('a store is opened by its location, by everybody with the same id', async () => {
    const location = `s3://${server().bucket}/${freshPrefix()}`;
    onNewMachine(server().environment);
    expect(await openExistingStore(location)).toBeNull();
    const stores = await Promise.all([1, 2, 3].map(() => openStore(location)));
    const existing = await openExistingStore(location);
    expect(new Set(stores.map((store) => store.id))).toEqual(new Set([existing!.id]));
    expect(existing!.location).toBe(location);
  });
});

describe('a server that does not behave', () => {
  const key = { AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY: 'the-secret' };

  test('one that never answers does not hang a step', async () => {
    await withServer(
      () => undefined,
      async (endpoint) => {
        onNewMachine({ ...key, AWS_ENDPOINT_URL_S3: endpoint });
        const objects = new S3Objects('s3://bucket/store', { silenceMs: 50 });
        const error = await failureOf(objects.get('a'));
        expect(error.code).toBe('STORE_UNAVAILABLE');
        expect(error.message).toContain(`${endpoint} gave no answer (TimeoutError)`);
      },
    );
  });

  test('one that stops in the middle of an object does not hang a step', async () => {
    await withServer(
      (_, response) => {
        response.writeHead(200, { 'Content-Length': '1000' });
        response.write('the first bytes');
      },
      async (endpoint) => {
        onNewMachine({ ...key, AWS_ENDPOINT_URL_S3: endpoint });
        const objects = new S3Objects('s3://bucket/store', { silenceMs: 50 });
        expect((await failureOf(objects.get('a'))).code).toBe('STORE_UNAVAILABLE');
        expect((await failureOf(objects.localFile('a'))).code).toBe('STORE_UNAVAILABLE');
      },
    );
  });

  test.each([
    [500, 'InternalError', 'The server is overloaded or in trouble'],
    [503, 'SlowDown', 'The server is overloaded or in trouble'],
    [403, 'AccessDenied', 'may list the bucket and read, write and delete in it'],
    [400, 'ExpiredToken', 'that they have not expired'],
    [403, 'RequestTimeTooSkewed', "Set this machine's clock"],
  ])('%i %s is told with what to check', async (status, code, advice) => {
    await withServer(
      (_, response) => {
        response.writeHead(status, { 'Content-Type': 'application/xml' });
        response.end(
          `<Error><Code>${code}</Code><Message>for the-secret</Message>` +
            '<AWSAccessKeyId>the-secret</AWSAccessKeyId></Error>',
        );
      },
      async (endpoint) => {
        onNewMachine({ ...key, AWS_ENDPOINT_URL_S3: endpoint });
        const error = await failureOf(new S3Objects('s3://bucket/store').get('a'));
        expect(error.code).toBe('STORE_UNAVAILABLE');
        expect(error.message).toContain(`answered ${status} ${code}`);
        expect(error.message).toContain(advice);
        expect(shown(error)).not.toContain('the-secret');
      },
    );
  });

  test('one that ignores If-None-Match is refused before anything is written', async () => {
    const written: string[] = [];
    await withServer(
      (request, response) => {
        if (request.method === 'PUT') written.push(request.url ?? '');
        request.resume().on('end', () => response.writeHead(200).end());
      },
      async (endpoint) => {
        onNewMachine({ ...key, AWS_ENDPOINT_URL_S3: endpoint });
        const error = await failureOf(new S3Objects('s3://bucket/store').create('a', text('x')));
        expect(error.code).toBe('STORE_UNAVAILABLE');
        expect(error.message).toContain('let 8 of 8 writers create the same object');
        expect(written.filter((url) => !url.startsWith('/bucket/store/tmp/'))).toEqual([]);
      },
    );
  });

  test('an upload that meets another one is sent again', async () => {
    const answers = [409, 412];
    await withServer(
      (request, response) => {
        const { method = '', url = '' } = request;
        const probe = url.includes('/tmp/');
        const status = method === 'DELETE' ? 204 : probe ? 412 : (answers.shift() ?? 500);
        request.resume().on('end', () => response.writeHead(status).end());
      },
      async (endpoint) => {
        onNewMachine({ ...key, AWS_ENDPOINT_URL_S3: endpoint });
        expect(await new S3Objects('s3://bucket/store').create('a', text('x'))).toBe(false);
        expect(answers).toEqual([]);
      },
    );
  });

  test('a password in the address is not shown', async () => {
    onNewMachine({ ...key, AWS_ENDPOINT_URL_S3: 'http://user:the-secret@127.0.0.1:1' });
    const error = await failureOf(new S3Objects('s3://bucket/store').get('a'));
    expect(error.message).toContain('http://127.0.0.1:1 gave no answer');
    expect(shown(error)).not.toContain('the-secret');
  });

  test('without credentials the sentence says what to set', async () => {
    onNewMachine({ AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:1', AWS_EC2_METADATA_DISABLED: 'true' });
    for (const name of Object.keys(process.env)) {
      if (/^AWS_(ACCESS|SECRET|SESSION|PROFILE|WEB|ROLE|CONTAINER)/.test(name)) {
        delete process.env[name];
      }
    }
    process.env['AWS_SHARED_CREDENTIALS_FILE'] = join(caches, 'none');
    process.env['AWS_CONFIG_FILE'] = join(caches, 'none');
    const error = await failureOf(new S3Objects('s3://bucket/store').get('a'));
    expect(error.code).toBe('STORE_UNAVAILABLE');
    expect(error.message).toContain('Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY');
  });
});

test.each(['s3://', 's3://ab', 's3://Bucket/x', 's3:///x', 's3://bucket/a b', 's3://bucket/ä'])(
  '%s is no location, and what is one is said',
  (location) => {
    expect(() => new S3Objects(location)).toThrow(
      expect.objectContaining({
        code: 'USAGE',
        message: expect.stringContaining('Expected s3://bucket or s3://bucket/prefix') as string,
      }) as Error,
    );
  },
);

test.each([
  ['s3://bucket', 's3://bucket'],
  ['s3://my.bucket-1//', 's3://my.bucket-1'],
  ['s3://bucket/a/b@1_2.3/', 's3://bucket/a/b@1_2.3'],
])('%s is the location %s', (given, location) => {
  expect(new S3Objects(given).location).toBe(location);
});

test('an endpoint that is no address is refused without repeating it', () => {
  process.env['AWS_ENDPOINT_URL_S3'] = 'the-secret@server';
  expect(() => new S3Objects('s3://bucket')).toThrow(/AWS_ENDPOINT_URL_S3 .* is not an address/);
  expect(() => new S3Objects('s3://bucket')).not.toThrow(/the-secret/);
});

async function withServer(
  listener: RequestListener,
  work: (endpoint: string) => Promise<void>,
): Promise<void> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}
