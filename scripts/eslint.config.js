/** Lint rules, the import directions among them: who may import what is said here, and fails here. */
import tseslint from 'typescript-eslint';

const NPM_OF_ISSUER =
  '^(jose|express|cookie-parser|node-fetch|ajv|helmet|express-rate-limit|pino|pino-http|tldts|yaml|commander|fastest-levenshtein|libsql|bowser|@rgrove/parse-xml|intl-messageformat|qrcode|otpauth|@simplewebauthn/server|@simplewebauthn/browser)(/|$)';

/** @param {string} regex @param {string} message @returns {['error', object]} */
const noImport = (regex, message) => [
  'error',
  { patterns: [{ regex, message, allowTypeImports: false }] },
];

/** What njs 0.7.9 does not know and types cannot tell. esbuild refuses most of it again. */
const NJS_SUBSET = [
  'ForOfStatement',
  'ObjectPattern',
  'ArrayPattern',
  'AssignmentPattern',
  'SpreadElement',
  'ClassDeclaration',
  'ClassExpression',
  'YieldExpression',
  'AwaitExpression',
  'TaggedTemplateExpression',
  'Literal[bigint]',
  'Literal[regex.flags=/[dsuvy]/]',
  'CallExpression[callee.object.name="Array"][callee.property.name="from"]',
  'ExportNamedDeclaration[source]',
  'ExportAllDeclaration',
].map((selector) => ({ selector, message: 'not in njs 0.7.9' }));

/** Seen to throw, hang and eat all memory on njs 0.7.9: text that is not ASCII, of 32, 64, … characters. */
const NJS_REPLACE = {
  selector: 'CallExpression[callee.property.name="replace"][arguments.0.regex]',
  message: 'njs 0.7.9 reads past the end of a text that is not ASCII here; use split and join',
};

export default tseslint.config(
  { ignores: ['**/dist/', '**/coverage/', '**/node_modules/', '.cache/', '**/*.d.ts'] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        project: ['./tsconfig.json', './shared/tsconfig.json', './njs-validator/tsconfig.json'],
        tsconfigRootDir: new URL('..', import.meta.url).pathname,
      },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { caughtErrors: 'none', argsIgnorePattern: '^_' },
      ],
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'max-params': ['error', 4],
      eqeqeq: 'error',
    },
  },
  {
    files: ['shared/*.ts'],
    rules: {
      'no-restricted-imports': noImport('^(?!\\./|crypto$)', 'shared imports shared, and crypto'),
    },
  },
  {
    files: ['njs-validator/*.ts'],
    rules: {
      'no-restricted-imports': noImport(
        '^(?!\\./|\\.\\./shared/|crypto$|fs$|usher\\.config\\.js$)',
        'the gate imports itself, shared, crypto, fs and its configuration',
      ),
    },
  },
  {
    files: ['shared/*.ts', 'njs-validator/*.ts'],
    rules: {
      'no-restricted-syntax': ['error', ...NJS_SUBSET, NJS_REPLACE],
      '@typescript-eslint/prefer-optional-chain': 'off',
      '@typescript-eslint/prefer-nullish-coalescing': 'off',
      '@typescript-eslint/prefer-for-of': 'off',
      '@typescript-eslint/prefer-includes': 'off',
      '@typescript-eslint/no-misused-spread': 'off',
    },
  },
  {
    files: ['issuer/**/*.ts'],
    ignores: ['issuer/test/**'],
    rules: {
      'no-restricted-imports': noImport(
        `^(?!\\.{1,2}/|node:|${NPM_OF_ISSUER.slice(1)})|njs-validator|examples/|/test/`,
        'the issuer imports itself, shared, node: and its own packages',
      ),
      'no-restricted-properties': [
        'error',
        {
          object: 'URL',
          property: 'canParse',
          message: 'wrong on Node 20; see issuer/parse-url.ts',
        },
      ],
    },
  },
  {
    files: ['examples/**/*.ts'],
    ignores: ['examples/test/**'],
    rules: {
      'no-restricted-imports': noImport(
        '^(?!\\.{1,2}/|node:|express$)|issuer/|njs-validator/|shared/',
        'examples stand on their own: they know plex.tv and HTTP, not our code',
      ),
    },
  },
  {
    files: ['**/test/**/*.ts'],
    rules: {
      'max-lines': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/restrict-template-expressions': 'off',
      '@typescript-eslint/no-confusing-void-expression': 'off',
    },
  },
  {
    files: ['**/*.js'],
    extends: [tseslint.configs.disableTypeChecked],
  },
);
