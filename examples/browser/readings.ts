import type { LocalGateway } from '../../lib/local-gateway';
import { perSecond } from './load';

/** ms between two looks at how many are due. */
const TICK = 20;

/** Sends numbered readings to each room, now more and now fewer of them; the result ends that. */
export function sendReadings(gateway: LocalGateway, rooms: readonly string[]): () => void {
  const began = Date.now();
  let n = 0;
  let due = 0;
  const timer = setInterval(() => {
    const seconds = (Date.now() - began) / 1_000;
    due += (perSecond(seconds) * TICK) / 1_000;
    for (; due >= 1; due -= 1) {
      for (const room of rooms) gateway.broadcast({ type: 'reading', room, n }, room);
      n += 1;
    }
  }, TICK);
  return () => clearInterval(timer);
}
