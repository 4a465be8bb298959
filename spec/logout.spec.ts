import { defer, of } from 'rxjs';
import { recorded } from './support/recorded';
import { virtualSocket } from './support/virtual-socket';

/** A page whose token endpoint gives each token to whoever is logged in at that moment. */
function page() {
  let login = 'Ada';
  let count = 0;
  const token = defer(() => of(`${login}-${++count}`));
  const client = virtualSocket({ token });
  /** With whose token a message went out. */
  const sent = () =>
    client.made.flatMap(({ url, sent: texts }) =>
      texts.map((text) => [new URL(url).searchParams.get('ws_token')?.split('-')[0], text]),
    );
  return { ...client, token, sent, logIn: (name: string) => (login = name) };
}

const DIARY = { text: "of Ada's diary" };

describe('a message that waits while the login changes', () => {
  it('is given up by close() at logout, and the socket never connects again', () => {
    const { socket, time, made, accept, lose, faults, sent, logIn } = page();
    socket.connect();
    accept();
    lose();
    socket.send('note', DIARY);
    const before = made.length;
    socket.close();
    logIn('Grace');
    time.advance(600_000);
    expect(made).toHaveLength(before);
    expect(sent()).toEqual([]);
    expect(faults.values).toMatchObject([{ type: 'undelivered', name: 'note', params: DIARY, reason: 'closed' }]);
    expect(() => socket.send('note', DIARY)).toThrow(/close/);
    expect(recorded(socket.messages$).completed).toBe(true);
  });

  it('is not in the socket that the next login makes for itself', () => {
    const first = page();
    first.socket.send('note', DIARY);
    first.socket.close();
    const second = page();
    second.logIn('Grace');
    second.socket.connect();
    second.accept();
    expect(second.sent()).toEqual([]);
  });

  it("goes out with the next login's token where nobody closes the socket, as the docs warn", () => {
    const { socket, accept, lose, sent, logIn } = page();
    socket.connect();
    accept();
    lose();
    socket.send('note', DIARY);
    lose();
    logIn('Grace');
    lose();
    accept();
    expect(sent()).toEqual([['Grace', JSON.stringify({ action: 'note', ...DIARY })]]);
  });
});
