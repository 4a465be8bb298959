/** `npm run preview`: the built application and the local gateway, at one address. */
import { join } from 'node:path';
import process from 'node:process';
import { serve } from '../serve/serve';

const { url, close } = await serve({ folder: join(import.meta.dirname, 'dist', 'browser'), port: 4200 });
console.log(`Open ${url}; Ctrl+C ends it.`);
process.once('SIGINT', () => void close());
