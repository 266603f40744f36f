/**
 * What the linter asks of the browser's code beyond the type checker's word: no way to turn text into code or markup,
 * no forgotten promise, one storage module, one network module. Run from the top folder: `make lint`.
 */
import js from "@eslint/js";
import globals from "globals";
import noUnsanitized from "eslint-plugin-no-unsanitized";

const TEXT_INTO_CODE = [
  { selector: "MemberExpression[property.name=/^(innerHTML|outerHTML|insertAdjacentHTML|srcdoc)$/]", message: "Build nodes; never markup from text." },
  { selector: "CallExpression[callee.property.name=/^(write|writeln)$/][callee.object.name='document']", message: "Build nodes." },
  { selector: "MemberExpression[property.name='style'][object.type!='ThisExpression']", message: "Styles live in static/css; toggle a class or an attribute." },
  { selector: "CallExpression[callee.property.name='setAttribute'][arguments.0.value=/^(on|style)/]", message: "No inline handler, no inline style." },
];

const only = (name, message) => ({ name, message });
const STORAGE = [only("indexedDB", "Only static/js/storage/store.js touches IndexedDB.")];
const NETWORK = [only("fetch", "Only static/js/network/exchange.js speaks to the server."), only("XMLHttpRequest", "Use static/js/network/exchange.js.")];

export default [
  { ignores: ["**/node_modules/**", ".venv/**", ".run/**", "build/**"] },
  js.configs.recommended,
  {
    files: ["static/js/**/*.js", "tests/js/**/*.js"],
    plugins: { "no-unsanitized": noUnsanitized },
    languageOptions: { ecmaVersion: 2022, sourceType: "module" },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "no-unsanitized/method": "error",
      "no-unsanitized/property": "error",
      "no-restricted-syntax": ["error", ...TEXT_INTO_CODE],
      "no-eval": "error",
      "no-implied-eval": "error",
      "no-new-func": "error",
      "no-script-url": "error",
      "no-proto": "error",
      "no-extend-native": "error",
      "no-implicit-globals": "error",
      "no-promise-executor-return": "error",
      "no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
      "no-var": "error",
      "prefer-const": "error",
      eqeqeq: "error",
      "max-depth": ["error", 4],
    },
  },
  {
    files: ["static/js/**/*.js"],
    languageOptions: { globals: globals.browser },
    rules: { "no-restricted-globals": ["error", ...STORAGE, ...NETWORK], "no-console": "error" },
  },
  { files: ["static/js/before-paint.js"], languageOptions: { sourceType: "script" } },
  { files: ["static/js/storage/store.js"], rules: { "no-restricted-globals": ["error", ...NETWORK] } },
  { files: ["static/js/network/exchange.js"], rules: { "no-restricted-globals": ["error", ...STORAGE] } },
  {
    files: ["static/js/worker/**/*.js"],
    languageOptions: { globals: globals.serviceworker },
    rules: { "no-restricted-globals": ["error", ...STORAGE] },
  },
  { files: ["tests/bench/peers/*/*.{mjs,cjs}"], languageOptions: { globals: { ...globals.node, ...globals.browser } }, rules: { "no-var": "error", "prefer-const": "error" } },
  { files: ["tests/js/**/*.js"], languageOptions: { globals: { ...globals.node, ...globals.browser } } },
];
