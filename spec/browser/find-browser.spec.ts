import { existsSync } from 'node:fs';
import { findBrowser, requireBrowser } from './support/find-browser';

jest.mock('node:fs', () => ({ existsSync: jest.fn() }));

const there = (...paths: readonly string[]) =>
  jest.mocked(existsSync).mockImplementation((path) => paths.includes(String(path)));

describe('the browsers of this suite', () => {
  const environment = process.env;
  beforeEach(() => {
    process.env = {};
  });
  afterAll(() => {
    process.env = environment;
  });

  it('are those that Debian has, before what else there is', () => {
    there('/usr/bin/google-chrome', '/usr/bin/chromium', '/usr/bin/firefox');
    expect(findBrowser('Chromium')).toBe('/usr/bin/chromium');
    expect(findBrowser('Firefox')).toBe('/usr/bin/firefox');
  });

  it('are those that a variable names, which must be there', () => {
    there('/usr/bin/chromium', '/opt/chrome');
    process.env = { CHROME_PATH: '/opt/chrome', FIREFOX_PATH: '/opt/firefox' };
    expect(findBrowser('Chromium')).toBe('/opt/chrome');
    expect(() => findBrowser('Firefox')).toThrow("FIREFOX_PATH names '/opt/firefox', and there is no such file.");
  });

  it('are to be installed where there are none, in words that say how', () => {
    there();
    expect(() => requireBrowser('Chromium')).toThrow(
      'There is no Chromium: install it (Debian: apt-get install chromium; elsewhere Chrome or Chromium as usual), or name it with CHROME_PATH.',
    );
    expect(() => requireBrowser('Firefox')).toThrow('apt-get install firefox-esr');
  });
});
