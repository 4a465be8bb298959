import { join } from 'node:path';

/** Where npm runs every script of a package. */
export const repository = process.cwd();

const cache = join(repository, 'node_modules/.cache/browser-specs');

/** The page of examples/browser. */
export const builtPage = join(cache, 'page');
/** A page with nothing on it but a client that specs steer. */
export const builtClient = join(cache, 'client');
/** Whether the pictures of the example's README are to be made anew. */
export const updating = Boolean(process.env.UPDATE_SCREENSHOTS);
/** Where the pictures of the page go. */
export const screenshots = updating ? join(repository, 'examples/browser/screenshots') : join(cache, 'screenshots');
