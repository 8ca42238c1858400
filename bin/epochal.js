#!/usr/bin/env node
// Compiled code is not in the repository: npm links this file before the first build.
const fs = require('node:fs');
const path = require('node:path');

const main = path.join(__dirname, '../dist/cli/main.js');
if (fs.existsSync(main)) {
  require(main);
} else {
  process.stderr.write('Epochal is not built yet. Run `npm run build` first.\n');
  process.exitCode = 3;
}
