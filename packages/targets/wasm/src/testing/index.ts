/** For tests in a real browser: needs `playwright-core` and an installed Chromium. */
export { chromiumPath, launchChromium } from "./chromium.js";
export { type Lookup, serve, type TestServer } from "./serve.js";
