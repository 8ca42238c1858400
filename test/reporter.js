// Prints each test file as it ends, skipped tests with their reason, and the closing line that
// scripts read: `N passed, N failed, N skipped`.

const { existsSync, readFileSync, readdirSync, rmSync } = require('node:fs');
const path = require('node:path');

const LOG_LINES = 20;

class Reporter {
  onTestResult(test, result) {
    const file = path.relative(process.cwd(), test.path);
    const { numPassingTests: passed, numFailingTests: failed } = result;
    const seconds = ((result.perfStats.end - result.perfStats.start) / 1000).toFixed(1);
    const broken = failed > 0 || result.testExecError;
    console.log(`${broken ? 'FAIL' : 'ok  '} ${file} (${passed} passed, ${seconds} s)`);
    for (const skipped of result.testResults.filter((t) => t.status === 'pending')) {
      console.log(`  skipped: ${skipped.fullName}`);
    }
    if (result.failureMessage) console.log(result.failureMessage);
    // Where test/e2e/workspace.ts has left them.
    if (broken) printLogs(path.join(process.env['EPOCHAL_TEST_LOGS'], path.basename(test.path)));
  }

  onRunComplete(_contexts, results) {
    rmSync(process.env['EPOCHAL_TEST_LOGS'], { recursive: true, force: true });
    // A file that could not even run has no failing test of its own.
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    console.log('');
    // Again, by name: what failed may be thousands of lines above.
    for (const { testFilePath, testResults } of results.testResults) {
      const file = path.relative(process.cwd(), testFilePath);
      for (const test of testResults.filter(({ status }) => status === 'failed')) {
        console.log(`failed: ${file}: ${test.fullName}`);
      }
    }
    console.log(
      `${results.numPassedTests} passed, ${failed} failed, ${results.numPendingTests} skipped`,
    );
  }
}

/** The ends of what supervisors, servers and workers of a test file had to say. */
function printLogs(folder) {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    if (!name.endsWith('.log')) continue;
    const lines = readFileSync(path.join(folder, name), 'utf8').trimEnd().split('\n');
    console.log([`  ${name}:`, ...lines.slice(-LOG_LINES)].join('\n    '));
  }
}

module.exports = Reporter;
