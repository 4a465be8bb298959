import { defer } from 'rxjs';
import { recorded } from '../../support/recorded';
import { unhandledIn } from '../../support/unhandled';
import { openClient, virtualClient } from '../../support/virtual-client';

/** The most connections that the client ever held at once. */
const mostHeld = ({ backend }: ReturnType<typeof openClient>) => {
  let most = 1;
  backend.watch = () => {
    most = Math.max(most, backend.sockets.filter(({ held }) => held).length + 1);
  };
  return () => most;
};

describe('what is asked for from within what is told', () => {
  it('of a rotation never makes a third connection', () => {
    const client = openClient();
    const most = mostHeld(client);
    const { time, socket, backend } = client;
    socket.events$.subscribe(({ type }) => {
      if (type === 'rotating') socket.reconnect();
    });
    socket.reconnect();
    time.advance(1_000);
    expect([most(), backend.sockets.length]).toEqual([2, 2]);
  });

  it('of the end of one of two connections joins the other channel, and leaves nothing behind', () => {
    const unhandled = unhandledIn(() => {
      const client = openClient();
      const most = mostHeld(client);
      const { time, socket, backend } = client;
      socket.events$.subscribe(({ type }) => {
        if (type === 'ended') socket.join('b');
      });
      socket.reconnect();
      time.advance(1_000);
      backend.sockets[1]!.ended(1_006, false);
      time.advance(30_000);
      expect([most(), socket.status]).toMatchObject([2, { state: 'open', channel: 'b' }]);
      expect(backend.sockets.filter(({ held }) => held)).toHaveLength(1);
    });
    expect(unhandled).toEqual([]);
  });

  it('of a wait cuts it', () => {
    const { time, socket, backend } = openClient();
    socket.status$.subscribe(({ state }) => {
      if (state === 'waiting') socket.reconnect();
    });
    backend.drop();
    time.advance(100);
    expect([socket.status.state, backend.sockets.length]).toEqual(['open', 2]);
  });

  it('of a wait for a limit that an earlier user met cuts it', () => {
    const { time, socket, backend } = virtualClient();
    backend.tokenAnswers.push({ kind: 'status', status: 429 });
    socket.connect().unsubscribe();
    time.advance(10_000);
    socket.status$.subscribe((status) => {
      if (status.state === 'waiting' && status.reason === 'rate-limited') socket.reconnect();
    });
    socket.connect();
    time.advance(100);
    expect([socket.status.state, backend.fetches.length]).toEqual(['open', 2]);
  });

  it.each(['token', 'connecting'])('of the first attempt (%s) is joined by it', (step) => {
    const { time, socket, backend, events } = virtualClient();
    socket.events$.subscribe(({ type }) => {
      if (type === step) socket.join('b');
    });
    socket.connect();
    time.advance(1_000);
    expect(socket.status).toMatchObject({ state: 'open', channel: 'b' });
    expect(backend.sockets.filter(({ held }) => held).map(({ channel }) => channel)).toEqual(['b']);
    expect(events.filter(({ type }) => type === 'token')).toHaveLength(2);
  });

  it('of an attempt at another channel is joined by it', () => {
    const { time, socket, backend } = openClient();
    socket.events$.subscribe(({ type }) => {
      if (type === 'token') socket.join('c');
    });
    socket.join('b');
    time.advance(1_000);
    expect(socket.status).toMatchObject({ state: 'open', channel: 'c' });
    expect(backend.sockets.map(({ channel }) => channel)).toEqual(['a', 'c']);
  });

  it('by who is asked for a token is joined by the attempt that it is for', () => {
    const token = () =>
      defer(() => {
        client.socket.join('b');
        return client.backend.token$;
      });
    const client = virtualClient({ token });
    client.socket.connect();
    client.time.advance(1_000);
    expect(client.socket.status).toMatchObject({ state: 'open', channel: 'b' });
  });

  it('of a step of an attempt may be its end: no token is asked for, and no socket is made', () => {
    for (const step of ['token', 'connecting']) {
      const { time, socket, backend, timers } = virtualClient();
      socket.events$.subscribe(({ type }) => {
        if (type === step) socket.close();
      });
      socket.connect();
      time.advance(1_000);
      expect([socket.status.state, backend.fetches.length]).toEqual(['closed', step === 'token' ? 0 : 1]);
      expect([backend.sockets.length, timers()]).toEqual([0, 0]);
    }
  });

  it('of an opening may be its end: the status says so at once', () => {
    const { time, socket, backend } = openClient();
    const states: string[] = [];
    backend.drop();
    socket.status$.subscribe(({ state }) => {
      if (state !== 'open') return;
      socket.close();
      states.push(socket.status.state);
    });
    const late = recorded(socket.status$);
    time.advance(5_000);
    expect(states).toEqual(['closed']);
    expect(late.values.slice(-2).map(({ state }) => state)).toEqual(['open', 'closed']);
  });
});

describe('a join there and back', () => {
  it('does not call off a rotation that was due for another reason', () => {
    const { time, socket, backend } = openClient();
    // Due for the idle limit: 8.5 minutes after the last message, by a chance of a half.
    time.advance(600_000 - 60_000 - 30_000 + 10);
    socket.join('b');
    socket.join('a');
    time.advance(1_000);
    expect(backend.open.map(({ channel }) => channel)).toContain('a');
    expect(backend.sockets.length).toBeGreaterThan(1);
    time.advance(20_000);
    expect(backend.sockets[0]!.held).toBe(false);
  });
});

describe('an error frame', () => {
  it('on the old connection of an overlap is not about a request on the new one', () => {
    const { time, socket, backend } = openClient();
    socket.reconnect();
    time.advance(200);
    const reply = recorded(socket.request('say', { n: 1 }));
    const frame = (connectionId: string) =>
      JSON.stringify({ message: 'Internal server error', connectionId, requestId: 'r' });
    backend.sockets[0]!.deliver(frame('old'));
    expect(reply.errors).toEqual([]);
    backend.sockets[1]!.deliver(frame('new'));
    expect(reply.errors).toMatchObject([{ kind: 'rejected' }]);
  });
});
