/**
 * `npm run bench:micro`: what a frame costs between the socket and the subscriber, without any network: decoded, told
 * apart, routed to one of 1 to 1,000 streams. Beside it the least that anybody pays, `JSON.parse` and a `Map`.
 */
import { bench, boxplot, run, summary } from 'mitata';
import { NEVER, Subject } from 'rxjs';
import { createInbox } from '../../lib/messages/inbox';
import { createRouter } from '../../lib/messages/router';
import { frames } from '../frames';

const STREAMS = [1, 10, 100, 1_000];

for (const streams of STREAMS) {
  const texts = frames(streams);
  let seen = 0;
  const count = () => {
    seen += 1;
  };

  const router = createRouter();
  const inbox = createInbox({ typeKey: undefined, typeOf: undefined, schemas: undefined }, () => true, NEVER);
  const byName = new Map<string, Subject<unknown>>();
  texts.forEach(({ type }) => {
    router.on([type]).subscribe(count);
    const subject = new Subject<unknown>();
    subject.subscribe(count);
    byName.set(type, subject);
  });

  let next = 0;
  const frame = (): string => {
    next = (next + 1) % texts.length;
    return texts[next]?.text ?? '';
  };

  summary(() => {
    boxplot(() => {
      bench(`JSON.parse and a Map of subjects, ${streams} types`, () => {
        const message = JSON.parse(frame()) as { readonly type: string };
        byName.get(message.type)?.next(message);
      }).baseline(true);
      bench(`inbox and router, ${streams} types`, () => {
        inbox.receive(frame(), undefined, (decoded) => {
          if (decoded.type === 'message') router.route(decoded.name, decoded.message);
        });
      });
    });
  });
  process.once('beforeExit', () => {
    if (seen === 0) throw new Error('No frame reached a subscriber.');
  });
}

await run();
