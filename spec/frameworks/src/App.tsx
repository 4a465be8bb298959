// src/App.tsx
import { scan } from 'rxjs';
import { useLatest, useMessage, useStatus } from './hooks';
import { live, type Inbound } from './live';

// Every message, where the last one is not enough. Outside of the component: it is one stream for all renders.
const lines$ = live
  .on('chat_message')
  .pipe(scan((lines: readonly Inbound['chat_message'][], line) => [...lines, line], []));

export default function App() {
  const status = useStatus();
  const toast = useMessage('toast');
  const lines = useLatest(lines$) ?? [];
  return (
    <main>
      <p role="status">{status.state === 'failed' ? 'You are signed out.' : status.state}</p>
      {toast && <p className={toast.level}>{toast.message}</p>}
      <ul>
        {lines.map(({ id, username, message }) => (
          <li key={id}>
            {username}: {message}
          </li>
        ))}
      </ul>
      <button onClick={() => live.send('chat_message', { message: 'Hello' })}>Say hello</button>
    </main>
  );
}
