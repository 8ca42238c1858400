import { formatMetric, formatValue } from '../../study/format.ts';
import { metricText } from '../../cli/terminal.ts';

test.each([
  [0, '0.0000'],
  [0.061376, '0.0614'],
  [9.87654321, '9.8765'],
  [312.4561, '312.456'],
  [110774.73, '110,775'],
  [2.5e12, '2.500e+12'],
  [0.0001, '0.0001'],
  [0.00001234, '1.234e-5'],
  [-0.00001234, '-1.234e-5'],
  [NaN, 'not finite'],
])('a metric of %d is %j in reports, on terminals and in the Web UI', (value, text) => {
  expect(formatValue(value)).toBe(text);
  expect(formatMetric('test.loss', value)).toBe(text);
  expect(metricText(value)).toBe(text);
});
