import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

/** What this suite drives. */
export type BrowserName = 'Chromium' | 'Firefox' | 'WebKit';

const programs = (path: string) => ['C:\\Program Files', 'C:\\Program Files (x86)'].map((folder) => join(folder, path));
const apps = (path: string) => ['/Applications', join(homedir(), 'Applications')].map((folder) => join(folder, path));
const binaries = (...names: readonly string[]) =>
  names.flatMap((name) => ['/usr/bin', '/usr/local/bin', '/snap/bin'].map((folder) => join(folder, name)));

/** The variable that names one, and where it is otherwise. */
const PLACES: Readonly<Record<BrowserName, { readonly variable: string; readonly usual: readonly string[] }>> = {
  Chromium: {
    variable: 'CHROME_PATH',
    usual: [
      ...binaries('chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'),
      ...apps('Google Chrome.app/Contents/MacOS/Google Chrome'),
      ...apps('Chromium.app/Contents/MacOS/Chromium'),
      ...programs('Google\\Chrome\\Application\\chrome.exe'),
    ],
  },
  Firefox: {
    variable: 'FIREFOX_PATH',
    usual: [
      ...binaries('firefox-esr', 'firefox'),
      ...apps('Firefox.app/Contents/MacOS/firefox'),
      ...programs('Mozilla Firefox\\firefox.exe'),
    ],
  },
  // Its WebDriver, which finds the browser.
  WebKit: { variable: 'WEBKIT_DRIVER_PATH', usual: binaries('WebKitWebDriver') },
};

/** The path of an installed browser, or `undefined`. */
export function findBrowser(name: BrowserName): string | undefined {
  const { variable, usual } = PLACES[name];
  const named = process.env[variable];
  if (named === undefined || named === '') return usual.find((path) => existsSync(path));
  if (!existsSync(named)) throw new Error(`${variable} names '${named}', and there is no such file.`);
  return named;
}

/** The same, where there has to be one. */
export function requireBrowser(name: BrowserName): string {
  const path = findBrowser(name);
  if (path === undefined) throw new Error(howToGet(name));
  return path;
}

/** What somebody without one can do. */
export function howToGet(name: BrowserName): string {
  const { variable } = PLACES[name];
  const debian = { Chromium: 'chromium', Firefox: 'firefox-esr', WebKit: 'webkit2gtk-driver xvfb' }[name];
  const elsewhere = { Chromium: 'Chrome or Chromium', Firefox: 'Firefox', WebKit: 'WebKitGTK and Xvfb' }[name];
  return `There is no ${name}: install it (Debian: apt-get install ${debian}; elsewhere ${elsewhere} as usual), or name it with ${variable}.`;
}
