/**
 * `npm run bench:tabs`: what 10 tabs cost in Chromium that share a connection, beside 10 tabs with a connection each, at
 * 1,000 messages a second: with one typed stream in each tab, and with ten. Writes bench/RESULTS.md. `npm run bench` does
 * the same after its own figures.
 */
import { tabsSection } from './section';

await tabsSection((line) => console.error(line));
