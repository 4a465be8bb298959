import { Command } from 'commander';
import colors from 'picocolors';
import { startLocalGateway } from '../../lib/local-gateway';
import { ada, tell } from './story';
import { screen } from './screen';
import { emptyTally, printSummary } from './summary';

/** The story takes a few seconds; one that takes this long hangs. */
const DEADLINE = 18_000;

const { stay } = new Command('npm run demo --')
  .description('Typed messages over a token-protected WebSocket that is cut twice and comes back.')
  .option('--stay', 'keep the gateway and a client running, for a browser or wscat to join')
  .parse()
  .opts<{ stay?: true }>();

const say = screen();
const tally = emptyTally();
const gateway = await startLocalGateway({
  onEvent: (event) => {
    if (event.type === 'refused') tally.refused += 1;
  },
});
say('gateway', `listens at ${gateway.url}`);

const deadline = setTimeout(() => {
  say('demo', colors.red(`did not come to its end within ${DEADLINE} ms`));
  printSummary(tally);
  process.exit(1);
}, DEADLINE);
await tell(gateway, say, tally);
clearTimeout(deadline);
const ok = printSummary(tally);

if (stay) {
  console.log(`
The gateway stays. A token works once, within 60 s:
  curl -X POST ${gateway.tokenUrl}
  npx wscat -c '${gateway.url}?channel=general&ws_token=TOKEN'
and then send, for example:
  {"action":"chat_message","message":"Hello from wscat"}
Ctrl+C ends it.
`);
  const socket = ada(gateway, say, emptyTally());
  process.once('SIGINT', () => {
    socket.close();
    void gateway.close();
  });
} else {
  await gateway.close();
}
process.exitCode = ok ? 0 : 1;
