import { showBadge } from './badge';
import { showChart } from './chart/chart';
import { showChat } from './chat';
import { the } from './element';
import { showFigures } from './figures';
import { showJournal } from './journal';
import { live } from './live';
import { addressOf, another, me, shares } from './me';
import { showSharing } from './sharing/sharing';
import { showTasks } from './tasks';
import { showToasts } from './toasts';
import { offerTrouble } from './trouble';

the('me').textContent = me;
the('another-name').textContent = another;
the('another').setAttribute('href', addressOf(another, shares));

// What only watches comes first, and so sees the first connection, which the streams of messages open.
showBadge(live);
showJournal(live);
showFigures(live);
showChart(live);
showSharing(live);
offerTrouble(live);
showToasts(live);
showTasks(live);
showChat(live);
