/** A process that simulates rotations: one cell for each message. */
import { perform, type Job } from './job';

process.on('message', (job: Job) => process.send?.(perform(job)));
process.once('disconnect', () => process.exit());
