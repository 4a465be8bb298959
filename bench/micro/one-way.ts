/** One way of a frame in a process of its own: `one-way <index> <streams>`. Prints the ns that a frame takes. */
import process from 'node:process';
import { frames } from '../frames';
import { nanoseconds, ways } from './ways';

const [index = 0, streams = 1] = process.argv.slice(2).map(Number);
const way = ways[index];
if (!way) throw new Error(`There is no way ${index}.`);
console.log(await nanoseconds(...way, frames(streams)));
process.exit();
