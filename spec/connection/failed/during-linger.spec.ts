import { NEVER } from 'rxjs';
import { openClient } from '../../support/virtual-client';
import { recorded } from '../../support/recorded';

describe('a fatal error while the connection only lingers (resumeOn)', () => {
  it('ends with a new user, since all users have left', () => {
    const { time, socket, backend, messages } = openClient({ resumeOn: NEVER });
    messages.stop();
    backend.tokenAnswers.push({ kind: 'status', status: 401 });
    backend.drop();
    time.advance(3_000);
    expect(socket.status.state).toBe('failed');
    time.advance(60_000);
    recorded(socket.on('number'));
    time.advance(60_000);
    expect(socket.status.state).toBe('open');
  });

  it('does not keep its subscription to resumeOn without users', () => {
    let subscribed = 0;
    const resumeOn = NEVER.pipe();
    const counted = new (resumeOn.constructor as typeof import('rxjs').Observable)((subscriber) => {
      subscribed += 1;
      subscriber.add(() => (subscribed -= 1));
    });
    const { time, backend, messages } = openClient({ resumeOn: counted });
    messages.stop();
    backend.tokenAnswers.push({ kind: 'status', status: 401 });
    backend.drop();
    time.advance(3_000);
    time.advance(60_000);
    expect(subscribed).toBe(0);
  });
});
