// Prints each test file as it ends, skipped tests with their reason, and the closing line that
// scripts read: `N passed, N failed, N skipped`.

const path = require('node:path');

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
  }

  onRunComplete(_contexts, results) {
    // A file that could not even run has no failing test of its own.
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    console.log('');
    console.log(
      `${results.numPassedTests} passed, ${failed} failed, ${results.numPendingTests} skipped`,
    );
  }
}

module.exports = Reporter;
