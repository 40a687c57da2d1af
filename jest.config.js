/**
 * The rings of tests, each a project of its own: `npm test -- --selectProjects unit`. CONTRIBUTING.md says what
 * belongs in which.
 */

/** @param {string} displayName @param {string[]} testMatch */
const ring = (displayName, testMatch) => ({
  displayName,
  testMatch: testMatch.map((pattern) => `<rootDir>/${pattern}`),
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: { '^.+\\.ts$': '<rootDir>/scripts/jest-esbuild-transform.js' },
  modulePathIgnorePatterns: ['/dist/'],
});

export default {
  projects: [
    ring('unit', [
      'shared/test/**/*.test.ts',
      'njs-validator/test/unit/**/*.test.ts',
      'issuer/test/unit/**/*.test.ts',
      'examples/test/unit/**/*.test.ts',
    ]),
    ring('nginx', ['njs-validator/test/nginx/**/*.test.ts']),
    ring('portal', ['issuer/test/portal/**/*.test.ts', 'examples/test/portal/**/*.test.ts']),
    ring('browser', ['examples/test/browser/**/*.test.ts']),
  ],
  reporters: ['default', '<rootDir>/scripts/jest-closing-line.js'],
  // Waited for only where something is wrong; a password alone costs a third of a second on an idle machine.
  testTimeout: 60_000,
  // Tests wait for nginx, browsers and processes more than they compute; one worker less would leave a core idle.
  maxWorkers: '100%',
  coverageProvider: 'v8',
  coverageReporters: ['text-summary', 'lcovonly'],
  collectCoverageFrom: [
    'shared/*.ts',
    'njs-validator/*.ts',
    'issuer/**/*.ts',
    '!**/*.d.ts',
    '!**/dist/**',
    '!**/test/**',
    // Entry points: they wire, and the nginx and portal rings run their built forms.
    '!njs-validator/main.ts',
    '!njs-validator/pages.ts',
    '!issuer/main.ts',
    '!issuer/cli.ts',
    // Types only.
    '!shared/gate-config.ts',
    '!njs-validator/gate-request.ts',
  ],
  coverageThreshold: {
    './shared/': { lines: 100, branches: 100 },
    './njs-validator/': { lines: 100, branches: 100 },
  },
};
