#!/usr/bin/env node
// Compiled code is not in the repository: npm links this file before the first build.
const { existsSync } = require('node:fs');
const { join } = require('node:path');

const main = join(__dirname, '../dist/cli/main.js');
if (existsSync(main)) {
  require(main);
} else {
  process.stderr.write('Epochal is not built yet. Run `npm run build` first.\n');
  process.exitCode = 3;
}
