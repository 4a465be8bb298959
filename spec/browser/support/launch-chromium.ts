import { chromium, type Browser, type LaunchOptions } from 'playwright-core';
import { requireBrowser } from './find-browser';

/** A sandbox is not to be had for root, and /dev/shm is small in containers. */
export const CHROMIUM_FLAGS = ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'];

export function launchChromium({ args = [], ...options }: LaunchOptions = {}): Promise<Browser> {
  const executablePath = requireBrowser('Chromium');
  return chromium.launch({ ...options, executablePath, args: [...CHROMIUM_FLAGS, ...args] });
}
