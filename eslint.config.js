import eslint from '@eslint/js'
import tseslint from 'typescript-eslint'
import vue from 'eslint-plugin-vue'
import prettier from 'eslint-config-prettier'

/** The pure folders import the words of the field and each other's values, never a library or IO. */
const pure = (folder, allowed) => ({
  files: [`${folder}/**/*.ts`],
  rules: {
    'no-restricted-imports': [
      'error',
      { patterns: [{ regex: allowed, message: `${folder}/ is pure: it imports only domain/.` }] },
    ],
  },
})

export default tseslint.config(
  { ignores: ['dist/**', 'node_modules/**', 'data/**', '.cache/**', 'coverage/**'] },
  eslint.configs.recommended,
  ...tseslint.configs.strict,
  ...vue.configs['flat/recommended'],
  prettier,
  { files: ['**/*.vue'], languageOptions: { parserOptions: { parser: tseslint.parser } } },
  {
    rules: {
      'no-undef': 'off', // the compiler knows the names
      'no-console': ['error', { allow: ['warn', 'error'] }],
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'vue/multi-word-component-names': 'off',
    },
  },
  pure('domain', '^(?!zod$|\\./|\\.\\./[a-z-]+\\.ts$)'),
  pure('server/rules', '^(?!\\./|\\.\\./\\.\\./domain/)'),
  pure('server/cases', '^(?!\\./|\\.\\./\\.\\./domain/)'),
  pure('server/access', '^(?!\\./|\\.\\./\\.\\./domain/)'),
  {
    files: ['tools/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: '^(?!node:|pg$|\\./)',
              message: 'tools/ checks the platform and shares no code with it.',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['server/cli/**', 'scripts/**', 'bench/**', '**/*.mjs', 'server/main.ts', 'test/support/**'],
    rules: { 'no-console': 'off' },
  },
)
