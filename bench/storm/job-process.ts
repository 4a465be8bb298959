/** A process that simulates fleets, one for each message: the next of them while others are under way elsewhere. */
import { perform, type Job } from './job';

// An error is a value here, and nobody reads where its million brothers were made.
Error.stackTraceLimit = 0;
process.on('message', (job: Job) => process.send?.(perform(job)));
process.once('disconnect', () => process.exit());
