// Before any test: the real parts that tests run on, into the user's cache, as a study would.

const { mkdtempSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');

module.exports = async () => {
  process.env['EPOCHAL_TEST_LOGS'] = mkdtempSync(path.join(tmpdir(), 'epochal-test-logs-'));
  const { preflight, setUp } = require('../dist/cli/setup/preflight.js');
  const { preflightTable } = require('../dist/cli/setup/preflight-table.js');
  const { consoleLog } = require('../dist/cli/setup/log.js');
  const rows = await preflight({ datasets: ['mnist'] });
  const log = consoleLog();
  log.say(preflightTable(rows));
  await setUp(rows, log);
  // TensorFlow says at start which instructions it uses; tests that load it need not.
  process.env['TF_CPP_MIN_LOG_LEVEL'] = '2';
};
