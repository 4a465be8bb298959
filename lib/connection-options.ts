import type { ConnectionOptions } from './connection/connection';
import type { Session } from './connection/session';
import type { SocketParts } from './socket-parts';

/** The options of a connection. Named one by one: an object from a spread takes five times the memory. */
export function connectionOptions(parts: SocketParts, session: Session): ConnectionOptions {
  const { settings, address, keepAlive, authorize } = parts;
  const lead = settings.rotation || undefined;
  return {
    address,
    allowInsecure: settings.allowInsecure,
    tokenParam: settings.tokenParam,
    channelParam: settings.channelParam,
    query: settings.query,
    WebSocketCtor: settings.WebSocketCtor,
    openTimeout: settings.openTimeout,
    limits: settings.limits,
    budget: settings.attemptsPerMinute,
    lead,
    rule: {
      beside: lead !== undefined,
      overlap: lead ? lead.overlap : 0,
      pinged: keepAlive !== undefined,
      provenByPong: keepAlive !== undefined && keepAlive.reply !== '',
    },
    keepAlive,
    authorize,
    isLocal: () => address.isLocal,
    closeFrame: () => session.closeFrame,
    commands: parts.commands,
    pacing: parts.pacing,
    openings: parts.openings,
    sink: parts.reception,
    replies: parts.requests,
  };
}
