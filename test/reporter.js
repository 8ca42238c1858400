// Prints each test file as it ends, skipped tests with their reason; what failed once more at the end,
// since it may be thousands of lines above; and the closing line that scripts read:
// `N passed, N failed, N skipped`.

const { existsSync, readFileSync, readdirSync, rmSync } = require('node:fs');
const path = require('node:path');

const LOG_LINES = 20;

class Reporter {
  #broken = [];

  onTestResult(test, result) {
    const file = path.relative(process.cwd(), test.path);
    const { numPassingTests: passed, numFailingTests: failed } = result;
    const seconds = ((result.perfStats.end - result.perfStats.start) / 1000).toFixed(1);
    const broken = failed > 0 || result.testExecError;
    console.log(`${broken ? 'FAIL' : 'ok  '} ${file} (${passed} passed, ${seconds} s)`);
    for (const skipped of result.testResults.filter((t) => t.status === 'pending')) {
      console.log(`  skipped: ${skipped.fullName}`);
    }
    if (!broken) return;
    // Where test/e2e/workspace.ts has left them.
    const logs = path.join(process.env['EPOCHAL_TEST_LOGS'], path.basename(test.path));
    const said = [result.failureMessage, ...logEnds(logs)].join('\n');
    console.log(said);
    this.#broken.push(`FAIL ${file}\n${said}`);
  }

  onRunComplete(_contexts, results) {
    rmSync(process.env['EPOCHAL_TEST_LOGS'], { recursive: true, force: true });
    // A file that could not even run has no failing test of its own.
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    console.log('');
    for (const said of this.#broken) console.log(said);
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

/** The ends of what commands, supervisors, servers and workers of a test file had to say. */
function logEnds(folder) {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  return names
    .filter((name) => name.endsWith('.log'))
    .map((name) => {
      const lines = readFileSync(path.join(folder, name), 'utf8').trimEnd().split('\n');
      return [`  ${name}:`, ...lines.slice(-LOG_LINES)].join('\n    ');
    });
}

module.exports = Reporter;
