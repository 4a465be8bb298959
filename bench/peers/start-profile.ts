import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';

/** µs between two samples: no divisor of what repeats itself, such as a turn of a timer. */
const INTERVAL = 97;

/** Records a CPU profile of this process, until what it returns is called, and writes it to a file. */
export async function startProfile(file: string): Promise<() => Promise<void>> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: INTERVAL });
  await session.post('Profiler.start');
  return async () => {
    const { profile } = await session.post('Profiler.stop');
    session.disconnect();
    writeFileSync(file, JSON.stringify(profile));
  };
}
