import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { parse } from 'yaml';

interface Service {
  readonly image?: string;
  readonly build?: { readonly context: string; readonly target: string };
  readonly restart?: string;
  readonly profiles?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly volumes?: readonly string[];
  readonly ports?: readonly string[];
  readonly configs?: readonly { readonly source: string }[];
  readonly healthcheck?: object;
  readonly deploy?: object;
}

interface ComposeFile {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
  readonly configs: Readonly<Record<string, { readonly content: string }>>;
}

const root = join(__dirname, '..', '..');
const source = readFileSync(join(root, 'docker-compose.yml'), 'utf8');
const compose = parse(source, { merge: true }) as ComposeFile;
const services = Object.entries(compose.services);

/** The Compose Specification's own schema, which is draft 7 under an address that ajv can't know. */
function validator(): (file: unknown) => readonly string[] {
  const text = readFileSync(join(__dirname, 'reference', 'compose-spec.json'), 'utf8');
  const schema = JSON.parse(text) as Record<string, unknown>;
  delete schema['$schema'];
  const ajv = new Ajv({ strict: false, allErrors: true });
  ajv.addFormat('duration', /^(\d+(\.\d+)?(us|ms|s|m|h))+$/);
  ajv.addFormat('ports', true).addFormat('expose', true).addFormat('uri', true);
  ajv.addFormat('subnet_ip_address', true);
  const validate = ajv.compile(schema);
  return (file) => {
    validate(file);
    return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
  };
}

test('docker-compose.yml is what the Compose Specification allows', () => {
  expect(validator()(compose)).toEqual([]);
});

test('the schema refuses what it should', () => {
  const misspelt = { services: { store: { image: 'x', restrat: 'always' } } };
  expect(validator()(misspelt)).toEqual(['/services/store must NOT have additional properties']);
});

test('it has the parts of a fleet', () => {
  expect(services.map(([name]) => name)).toEqual([
    'postgres',
    'temporal-schema',
    'temporal',
    'temporal-namespace',
    'temporal-ui',
    'store',
    'worker-cpu',
    'worker-gpu',
  ]);
});

test.each(services)(
  '%s has one pinned image, or is built from the Dockerfile',
  (_name, service) => {
    if (service.build === undefined) expect(service.image).toMatch(/^[a-z/-]+:v?\d+\.\d+(\.\d+)?$/);
    else {
      const stages = readFileSync(join(root, 'Dockerfile'), 'utf8').matchAll(
        /^FROM .* AS (\S+)$/gm,
      );
      expect([...stages].map(([, stage]) => stage)).toContain(service.build.target);
    }
  },
);

test.each(services)('%s starts again after a crash', (name, service) => {
  const once = name === 'temporal-schema' || name === 'temporal-namespace';
  expect(service.restart).toMatch(once ? /^on-failure:\d+$/ : /^unless-stopped$/);
});

test.each(services)(
  '%s refers only to what the file defines, and waits for it',
  (_name, service) => {
    for (const [other, { condition }] of Object.entries(service.depends_on ?? {})) {
      const needed = compose.services[other];
      expect(needed).toBeDefined();
      const ends = needed?.restart?.startsWith('on-failure') === true;
      expect(condition).toBe(ends ? 'service_completed_successfully' : 'service_healthy');
      if (!ends) expect(needed?.healthcheck).toBeDefined();
    }
    for (const volume of service.volumes ?? []) {
      expect(compose.volumes).toHaveProperty([volume.split(':')[0]!]);
    }
    for (const { source: config } of service.configs ?? []) {
      expect(compose.configs).toHaveProperty([config]);
    }
  },
);

test('nothing is open to the network unless somebody says so', () => {
  const ports = services.flatMap(([, { ports: published }]) => published ?? []);
  expect(ports).toHaveLength(3);
  for (const port of ports) expect(port).toMatch(/^\$\{EPOCHAL_BIND:-127\.0\.0\.1\}:\d+:\d+$/);
});

test('each secret comes from the environment, with a default for trying it out', () => {
  const secrets = services.flatMap(([, { environment }]) =>
    Object.entries(environment ?? {}).filter(([name]) =>
      /PASSWORD|PWD|SECRET|ACCESS_KEY/.test(name),
    ),
  );
  expect(secrets.length).toBeGreaterThanOrEqual(9);
  for (const [, value] of secrets) expect(value).toMatch(/^\$\{[A-Z0-9_]+:-[a-z-]+\}$/);
});

test('every worker has the same server and store, and the store’s own keys', () => {
  const { 'worker-cpu': cpu, 'worker-gpu': gpu, store } = compose.services;
  expect(gpu?.environment).toEqual(cpu?.environment);
  expect(cpu?.environment).toMatchObject({
    TEMPORAL_ADDRESS: 'temporal:7233',
    EPOCHAL_STORE: 's3://epochal/store',
    AWS_ENDPOINT_URL_S3: `http://store${store?.environment?.['VGW_PORT']}`,
    AWS_ACCESS_KEY_ID: store?.environment?.['ROOT_ACCESS_KEY'],
    AWS_SECRET_ACCESS_KEY: store?.environment?.['ROOT_SECRET_KEY'],
  });
});

test('only the GPU worker reserves GPUs, and only who asks for it gets it', () => {
  const { 'worker-cpu': cpu, 'worker-gpu': gpu } = compose.services;
  expect(cpu?.deploy).toBeUndefined();
  expect(gpu?.profiles).toEqual(['gpu']);
  expect(gpu?.deploy).toEqual({
    resources: {
      reservations: { devices: [{ driver: 'nvidia', count: 'all', capabilities: ['gpu'] }] },
    },
  });
});

test('Temporal polls its queues as fast as short steps need', () => {
  expect(parse(compose.configs['temporal-dynamic']!.content)).toEqual({
    'history.transferProcessorMaxPollRPS': [{ value: 2000 }],
    'matching.numTaskqueueReadPartitions': [{ value: 1 }],
    'matching.numTaskqueueWritePartitions': [{ value: 1 }],
  });
});
