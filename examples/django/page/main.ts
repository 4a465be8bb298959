import { filter, fromEvent, map } from 'rxjs';
import { djangoToken, gatewaySocket } from 'rx-gateway-socket';
import type { Inbound, Outbound } from './messages';
import { serverData, the } from './server-data';
import { showEvent, showStatus, showTask, showToast, showTranscript } from './show';
import { transcriptOf } from '../../chat/transcript';

const { url, tokenUrl, channel, username } = serverData();

const socket = gatewaySocket<Inbound, Outbound>({
  url,
  token: djangoToken(tokenUrl),
  channel,
  // The answer proves that a new connection is no deaf one: without it the first one of a page cannot be told.
  keepAlive: { name: 'ping', every: 300_000, reply: 'pong' },
  // `live/broadcast.py` gives each broadcast an id, so that equal texts are told from copies.
  rotation: { dedupe: (message) => message.event_id },
});

socket.status$.subscribe(showStatus);
socket.events$.subscribe(showEvent);
socket.on('toast').subscribe({
  next: showToast,
  // What no retry cures is mostly a login that is over. A page that reloads by itself would do so for ever for a user who
  // may not have a token at all.
  error: () => {
    showToast({ level: 'error', title: 'Disconnected', message: 'reload the page, and log in if you are asked to' });
  },
});
socket.on('task_progress').subscribe({ next: showTask, error: () => undefined });
transcriptOf(socket, channel).subscribe({
  next: (transcript) => {
    showTranscript(transcript, username);
  },
  error: () => undefined,
});

const say = the('say');
fromEvent(say, 'submit').subscribe((submitted) => {
  submitted.preventDefault();
  const input = say.querySelector('input');
  if (input === null || input.value.trim() === '') return;
  socket.send('chat_message', { message: input.value.trim() });
  input.value = '';
});

fromEvent<MouseEvent>(the('rooms'), 'click')
  .pipe(
    map(({ target }) => (target instanceof HTMLElement ? target.dataset.room : undefined)),
    filter((room) => room !== undefined),
  )
  .subscribe((room) => {
    socket.join(room);
  });

let tasks = 0;
fromEvent(the('start-task'), 'click').subscribe(() => {
  tasks += 1;
  socket.send('task_progress', { task_id: `task ${tasks}`, steps: 20, every: 150 });
});
fromEvent(the('ask-toast'), 'click').subscribe(() => {
  socket.send('toast', { level: 'success', title: 'Hello', message: `this came from Django, ${username}` });
});
fromEvent(the('replace'), 'click').subscribe(() => {
  socket.reconnect();
});
