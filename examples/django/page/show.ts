import type { ConnectionStatus, SocketEvent } from 'rx-gateway-socket';
import type { Inbound } from './messages';
import { the } from './server-data';
import type { Line, Transcript } from '../../chat/transcript';

/** ms that a toast stays. */
const TOAST_STAYS = 6_000;
const JOURNAL_LINES = 12;

/** An element with text in it: what others wrote is never read as HTML. */
function element(tag: string, text: string, attributes: Readonly<Record<string, string>> = {}): HTMLElement {
  const made = document.createElement(tag);
  made.textContent = text;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

export function showTranscript({ room, lines }: Transcript, me: string): void {
  const list = the('lines');
  list.replaceChildren(...lines.map((line) => lineElement(line, line.username === me)));
  list.scrollTop = list.scrollHeight;
  for (const button of the('rooms').querySelectorAll<HTMLElement>('[data-room]')) {
    button.setAttribute('aria-current', String(button.dataset.room === room));
  }
}

function lineElement({ username, message }: Line, mine: boolean): HTMLElement {
  const item = element('li', '', mine ? { class: 'mine' } : {});
  item.append(element('b', username), message);
  return item;
}

export function showStatus(status: ConnectionStatus): void {
  const shown = the('status');
  shown.dataset.state = status.state;
  shown.textContent = wordsFor(status);
}

function wordsFor(status: ConnectionStatus): string {
  switch (status.state) {
    case 'open':
      return 'connected';
    case 'authorizing':
    case 'connecting':
      return 'connecting …';
    case 'waiting':
      return `trying again in ${Math.ceil(status.delay / 1_000)} s (${status.reason})`;
    case 'failed':
      return `ended: ${status.cause.kind}`;
    case 'paused':
      return status.reason;
    default:
      return status.state;
  }
}

export function showToast({ level, title, message }: Inbound['toast']): void {
  const toast = element('li', title === undefined ? message : `${title}: ${message}`, { 'data-level': level });
  the('toasts').append(toast);
  setTimeout(() => {
    toast.remove();
  }, TOAST_STAYS);
}

export function showTask({ task_id, percent, message }: Inbound['task_progress']): void {
  const id = `task-${task_id}`;
  const bar = document.getElementById(id) ?? element('li', '', { id });
  bar.replaceChildren(
    element('span', `${task_id}: ${message}`),
    element('progress', '', { max: '100', value: String(percent) }),
  );
  if (!bar.isConnected) the('tasks').prepend(bar);
}

/** The life of the connection; events hold no token, so they may be shown to anybody. */
export function showEvent(event: SocketEvent): void {
  const line = element('li', '');
  const options = { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false } as const;
  line.append(element('time', new Date(event.at).toLocaleTimeString([], options)), element('span', lifeOf(event)));
  the('journal').prepend(line);
  for (const old of [...the('journal').children].slice(JOURNAL_LINES)) old.remove();
}

function lifeOf(event: SocketEvent): string {
  switch (event.type) {
    case 'token':
      return 'asks for a token';
    case 'open':
      return `connection ${event.count}${event.rotated ? ', without a gap' : ' is open'}`;
    case 'ended':
      return `${event.error.kind} (${event.error.code})`;
    case 'rotating':
      return `is replaced: ${event.why}`;
    case 'failed':
      return `failed: ${event.error.kind}`;
    default:
      return event.type;
  }
}
