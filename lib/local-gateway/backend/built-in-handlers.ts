import { randomUUID } from 'node:crypto';
import { Refusal, type Handler, type HandlerContext, type Handlers, type PostOutcome } from './handlers';
import { ChannelHistory } from './channel-history';
import { isChannelName } from '../rules/channel';
import type { JsonObject } from '../rules/handler-selection';

const TASK_STEPS = 5;
const MOST_TASK_STEPS = 1_000;
/** The pause between two steps of a task, in ms, unless the message has another one in `every`. */
const TASK_PAUSE = 100;
const LONGEST_TASK_PAUSE = 60_000;

/**
 * The backend of a gateway for which no other is given: echo, chat with history, toasts and task progress, in the
 * message shapes that the Django package recommends. A reply carries the `request_id` of its request. Messages to other
 * clients do not, because any client with the id of a request could answer it.
 */
export function builtInHandlers(): Handlers {
  const history = new ChannelHistory();

  return {
    chat_message: async (context) => {
      const { message, username, channel, broadcast } = context;
      const chat = { type: 'chat_message', id: randomUUID(), username, message: message.message ?? '' };
      // Before the first await: a client that requests the history next gets this message.
      history.add(channel, chat);
      await broadcast(chat);
      if ('request_id' in message) await reply(context, { type: 'reply' });
    },
    fetch_history: async (context) => {
      await reply(context, { type: 'history', room: context.channel, messages: history.of(context.channel) });
    },
    toast: async (context) => {
      const { level = 'info', message = '', title } = context.message;
      await reply(context, { type: 'toast', level, message, ...(title === undefined ? {} : { title }) });
    },
    task: taskProgress,
    task_progress: taskProgress,
    change_channel: async (context) => {
      const { channel } = context.message;
      if (!isChannelName(channel)) throw new Refusal('Invalid channel');
      context.changeChannel(channel);
      await reply(context, { type: 'channel_changed', channel });
    },
    ping: async (context) => {
      await reply(context, { type: 'pong' });
    },
    default: async (context) => {
      const { action: _action, handler: _handler, type: _type, ...rest } = context.message;
      await reply(context, { type: 'echo', ...rest });
    },
  };
}

/** The handler ends with the first step, because an integration has 29 s at most. The other steps follow without it. */
const taskProgress: Handler = async (context) => {
  const { task_id = `task-${context.connectionId.slice(0, 4)}`, steps, every } = context.message;
  const pause = typeof every === 'number' && every >= 0 && every <= LONGEST_TASK_PAUSE ? every : TASK_PAUSE;
  const count = typeof steps === 'number' && steps >= 1 ? Math.min(Math.floor(steps), MOST_TASK_STEPS) : TASK_STEPS;
  const report = (step: number): Promise<PostOutcome> => {
    const percent = Math.round((100 * step) / count);
    const message = step === count ? 'done' : `step ${step} of ${count}`;
    return reply(context, { type: 'task_progress', task_id, percent, message });
  };
  const goOn = async (): Promise<void> => {
    for (let step = 2; step <= count; step += 1) {
      await new Promise((resolve) => setTimeout(resolve, pause).unref());
      if ((await report(step)) === 'gone') return;
    }
  };
  if ((await report(1)) === 'gone') return;
  // A client that got the first step, but cannot get this one, has left.
  goOn().catch(() => undefined);
};

function reply({ message, send }: HandlerContext, answer: JsonObject): Promise<PostOutcome> {
  return send({ ...answer, ...requestIdOf(message) });
}

function requestIdOf(message: JsonObject): JsonObject {
  return 'request_id' in message ? { request_id: message.request_id } : {};
}
