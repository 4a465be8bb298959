/**
 * The core of version 0.1.0 (commit d587a5e), whose rule of takeover `npm run bench:takeover` and
 * spec/takeover/takeover.spec.ts measure beside today's. Not to be edited. Made in a checkout of that commit by:
 *
 *   esbuild lib/gateway-socket.ts --bundle --format=esm --target=es2022 --external:rxjs --external:rxjs/webSocket
 */
// lib/gateway-socket.ts
import {
  catchError as catchError3,
  EMPTY as EMPTY5,
  fromEvent as fromEvent2,
  ignoreElements as ignoreElements3,
  merge as merge7,
  Observable as Observable9,
  of as of5,
  ReplaySubject,
  share as share4,
  Subject as Subject7,
  switchMap as switchMap6,
  take as take6,
  takeUntil as takeUntil7,
  tap as tap5,
  timer as timer7
} from "rxjs";

// lib/errors.ts
var GatewaySocketError = class extends Error {
};
var ConfigError = class extends GatewaySocketError {
  name = "ConfigError";
  kind = "config";
  /** The option at fault, as it is written in the configuration: `'backoff.initial'`. */
  option;
  constructor(option, problem, details) {
    super(`${option}: ${problem}`, details);
    this.option = option;
  }
};
var TokenError = class extends GatewaySocketError {
  name = "TokenError";
  kind;
  /** The HTTP status of the answer, where there was one. */
  status;
  /** How long the backend asked to wait, in ms (its `Retry-After`), where it did. */
  retryAfter;
  constructor(kind, message, details = {}) {
    super(message, "cause" in details ? { cause: details.cause } : void 0);
    this.kind = kind;
    this.status = details.status;
    this.retryAfter = details.retryAfter;
  }
};
var ConnectionError = class extends GatewaySocketError {
  name = "ConnectionError";
  kind;
  code;
  reason;
  wasClean;
  uptime;
  constructor(kind, message, ending) {
    super(message);
    this.kind = kind;
    this.code = ending.code;
    this.reason = ending.reason;
    this.wasClean = ending.wasClean;
    this.uptime = ending.uptime;
  }
};
var SendError = class extends GatewaySocketError {
  name = "SendError";
  kind;
  constructor(kind, message, options) {
    super(message, options);
    this.kind = kind;
  }
};
var RequestError = class extends GatewaySocketError {
  name = "RequestError";
  kind;
  /** The name of the message that was to be answered. */
  request;
  constructor(kind, request, problem, options) {
    super(`'${request}' ${problem}`, options);
    this.kind = kind;
    this.request = request;
  }
};
function ownError(error) {
  return error instanceof GatewaySocketError ? error : configErrorOf(error);
}
function configErrorOf(error) {
  if (error instanceof ConfigError) return error;
  return new ConfigError("config", "a function in it threw.", { cause: error });
}

// lib/show.ts
function show(value) {
  if (typeof value === "string") return `'${value.length > 80 ? `${value.slice(0, 80)}\u2026` : value}'`;
  if (Array.isArray(value)) return "an array";
  return typeof value === "object" && value !== null ? "an object" : typeof value === "function" ? "a function" : String(value);
}

// lib/checks.ts
var LONGEST_TIMER = 2 ** 31 - 1;
function must(holds, option, be, got) {
  if (!holds) throw new ConfigError(option, `must be ${be}; got ${show(got)}.`);
}
function milliseconds(option, value) {
  const fits = typeof value === "number" && value >= 0 && value <= LONGEST_TIMER;
  must(fits, option, `a number of ms from 0 to ${LONGEST_TIMER}`, value);
  return value;
}
function duration(option, value) {
  return positive(option, milliseconds(option, value));
}
function positive(option, value) {
  must(typeof value === "number" && value > 0, option, "a number over 0", value);
  return value;
}
function nonEmpty(option, value) {
  must(isNonEmpty(value), option, "a non-empty string", value);
  return value;
}
function isNonEmpty(value) {
  return typeof value === "string" && value !== "";
}
function wholeNumber(option, value, least, more = "") {
  must(Number.isInteger(value) && Number(value) >= least, option, `a whole number of at least ${least}${more}`, value);
}
function oneOf(option, value, choices) {
  const listed = choices.map(show).join(", ").replace(/, ([^,]*)$/, " or $1");
  must(
    choices.some((choice) => choice === value),
    option,
    listed,
    value
  );
}
function isObject(value) {
  return isRecord(value) && !Array.isArray(value);
}
function withDefaults(defaults, given) {
  const known = Object.entries(given).filter(([, value]) => value !== void 0);
  return { ...defaults, ...Object.fromEntries(known) };
}
function isRecord(value) {
  return typeof value === "object" && value !== null;
}
function isFunction(value) {
  return typeof value === "function";
}

// lib/utf8-length.ts
function utf8Length(text) {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    bytes += code < 128 ? 1 : code < 2048 ? 2 : code < 65536 ? 3 : 4;
  }
  return bytes;
}

// lib/connection/close-frame.ts
var normalClosure = { code: 1e3, reason: "" };
var REASON_BYTES = 123;
function checkCloseFrame(frame) {
  const { code, reason } = frame;
  const allowed = code === 1e3 || Number.isInteger(code) && code >= 3e3 && code <= 4999;
  must(allowed, "code", "1000 or from 3000 to 4999", code);
  const bytes = typeof reason === "string" ? utf8Length(reason) : NaN;
  if (bytes <= REASON_BYTES) return frame;
  const came = Number.isNaN(bytes) ? typeof reason : `${bytes} bytes`;
  throw new ConfigError("reason", `must be a string of at most ${REASON_BYTES} bytes; got ${came}.`);
}

// lib/connection/connection.ts
import {
  BehaviorSubject,
  defer as defer6,
  distinctUntilChanged,
  filter as filter6,
  map as map3,
  NEVER as NEVER2,
  Observable as Observable6,
  scan,
  share as share2,
  switchMap as switchMap4,
  tap as tap3
} from "rxjs";

// lib/connection/announced.ts
import { Observable } from "rxjs";
function announced(signal, then) {
  return new Observable((subscriber) => {
    subscriber.next(signal);
    return subscriber.closed ? void 0 : then().subscribe(subscriber);
  });
}

// lib/connection/enduring.ts
import { Observable as Observable2 } from "rxjs";
function enduring(source) {
  return new Observable2(
    (subscriber) => source.subscribe({ next: (value) => subscriber.next(value), error: () => void 0 })
  );
}

// lib/connection/environment.ts
import { defer, EMPTY, filter, fromEvent, map, merge, of } from "rxjs";
var unknownSurroundings = { offline: false, suspended: false };
function nextSurroundings(current, signal) {
  switch (signal) {
    case "online":
      return { ...current, offline: false };
    case "offline":
      return { ...current, offline: true };
    case "suspend":
      return { ...current, suspended: true };
    case "wake":
      return { ...current, suspended: false };
  }
}
function browserEnvironment() {
  return defer(() => {
    const { navigator, document } = globalThis;
    const page = typeof globalThis.addEventListener === "function" ? globalThis : void 0;
    const on = (target, name) => target ? fromEvent(target, name) : EMPTY;
    const persisted = ({ persisted: persisted2 }) => persisted2;
    return merge(
      // Only a plain `false` says something: a `true` is also what a host says that does not know.
      navigator?.onLine === false ? of("offline") : EMPTY,
      on(page, "offline").pipe(map(() => "offline")),
      on(page, "online").pipe(map(() => "online")),
      on(page, "pagehide").pipe(
        filter(persisted),
        map(() => "suspend")
      ),
      on(page, "pageshow").pipe(
        filter(persisted),
        map(() => "wake")
      ),
      on(document, "freeze").pipe(map(() => "suspend")),
      on(document, "resume").pipe(map(() => "wake")),
      on(document, "visibilitychange").pipe(
        filter(() => document?.visibilityState === "visible"),
        map(() => "wake")
      )
    );
  });
}

// lib/connection/open-socket.ts
import { Observable as Observable3, timer } from "rxjs";
import { webSocket } from "rxjs/webSocket";
var CLOSE_EVENT_GRACE = 1e3;
var OPEN = 1;
function openSocket(url, { WebSocketCtor, openTimeout, farewell }, { scheduler }) {
  return new Observable3((subscriber) => {
    const Ctor = WebSocketCtor ?? globalWebSocket();
    if (!Ctor) {
      subscriber.error(
        new ConfigError(
          "WebSocketCtor",
          "there is no global WebSocket here: pass one, as `import WebSocket from 'ws'`."
        )
      );
      return;
    }
    let socket;
    let link;
    const end = (kind, close) => {
      const error = endingOf(kind, close, link ? scheduler.now() - link.since : 0);
      if (link) subscriber.next({ type: "gone", link, error });
      subscriber.error(error);
    };
    const ended = (close) => end(link ? "lost" : "refused", close);
    const failed2 = () => {
      if (link) subscriber.add(timer(CLOSE_EVENT_GRACE, scheduler).subscribe(() => ended()));
      else ended();
    };
    subscriber.add(() => {
      if (socket?.readyState !== OPEN) return;
      const { code, reason } = farewell();
      socket.close(code, reason);
    });
    const deadline = timer(openTimeout, scheduler).subscribe(() => end("timeout"));
    subscriber.add(deadline);
    const subject = webSocket({
      url,
      WebSocketCtor: keeping(Ctor, (made) => socket = made),
      openObserver: {
        next: () => {
          deadline.unsubscribe();
          if (!socket) return;
          link = new OpenLink(socket, scheduler);
          subscriber.next({ type: "opened", link });
        }
      },
      closeObserver: { next: ended },
      // Leaves the frame as it is: what throws in here would close the socket for everybody.
      deserializer: (event) => event.data
    });
    subscriber.add(
      subject.subscribe({
        // No frame comes before the socket is open.
        next: (data) => link?.receive(data),
        error: failed2
      })
    );
  });
}
function globalWebSocket() {
  return typeof WebSocket === "undefined" ? void 0 : WebSocket;
}
function keeping(Ctor, made) {
  const Kept = new Proxy(Ctor, {
    construct(target, [url]) {
      const socket = new target(url);
      made(socket);
      return socket;
    }
  });
  return Kept;
}
var OpenLink = class {
  constructor(socket, clock) {
    this.socket = socket;
    this.clock = clock;
    this.since = clock.now();
    this.lastActive = this.since;
  }
  socket;
  clock;
  #readers = /* @__PURE__ */ new Set();
  // No Subject, which makes a copy of its observers and a function for each value: with one reader, half of what a frame
  // costs on its way.
  frames$ = new Observable3((reader) => {
    this.#readers.add(reader);
    return () => this.#readers.delete(reader);
  });
  since;
  sent = 0;
  lastActive;
  get writable() {
    return this.socket.readyState === OPEN;
  }
  get bufferedAmount() {
    return this.socket.bufferedAmount;
  }
  send(text) {
    this.#touch();
    this.sent += 1;
    this.socket.send(text);
  }
  close(code, reason) {
    if (this.writable) this.socket.close(code, reason);
  }
  receive(data) {
    this.#touch();
    for (const reader of this.#readers) reader.next(data);
  }
  #touch() {
    this.lastActive = this.clock.now();
  }
};
function leftBehind(link, now, why) {
  return new ConnectionError("lost", why, { code: 1e3, reason: "", wasClean: true, uptime: now - link.since });
}
var NO_CLOSE_FRAME = { code: 1006, reason: "", wasClean: false };
function endingOf(kind, close = NO_CLOSE_FRAME, uptime) {
  const { code, reason, wasClean } = close;
  const said = `code ${code}${reason === "" ? "" : ` "${reason}"`}`;
  const happened = {
    refused: `the connection was refused (${said}).`,
    timeout: "the connection did not open in time.",
    lost: `the connection was lost after ${uptime} ms (${said}).`,
    unresponsive: `the connection did not answer after ${uptime} ms.`
  }[kind];
  return new ConnectionError(kind, happened, { code, reason, wasClean, uptime });
}

// lib/connection/rate-limit.ts
var WINDOW = 6e4;
var RateLimit = class {
  #until = -Infinity;
  #cause;
  /** What told of the limit. */
  get cause() {
    return this.#cause;
  }
  /** Notes what a failed attempt says of it, and how long it asked to be left alone from now on, in ms. */
  met(error, now) {
    if (!(error instanceof TokenError)) return 0;
    const asked2 = error.retryAfter ?? (error.kind === "rate-limited" ? WINDOW : 0);
    if (error.kind === "rate-limited") {
      this.#until = now + asked2;
      this.#cause = error;
    }
    return asked2;
  }
  /** How long it still is, in ms. */
  left(now) {
    return Math.max(0, this.#until - now);
  }
  /** Somebody knows better: `reconnect()`. */
  drop() {
    this.#until = -Infinity;
  }
};

// lib/connection/running.ts
import {
  defer as defer5,
  EMPTY as EMPTY2,
  filter as filter5,
  map as map2,
  merge as merge5,
  NEVER,
  of as of2,
  retry as retry2,
  Subject as Subject2,
  switchMap as switchMap3,
  take as take2,
  takeUntil as takeUntil2,
  tap as tap2,
  timer as timer5
} from "rxjs";

// lib/connection/attempt.ts
import { switchMap as switchMap2 } from "rxjs";

// lib/connection/connect-url.ts
var MAX_URL_LENGTH = 4096;
function connectUrl(base, { tokenParam, channelParam, query }, { token, channel }) {
  const pairs = Object.entries(query);
  if (channel !== void 0) pairs.push([channelParam, channel]);
  if (token !== void 0) pairs.push([tokenParam, token]);
  const added = pairs.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join("&");
  const separator = added === "" || /[?&]$/.test(base) ? "" : base.includes("?") ? "&" : "?";
  const url = `${base}${separator}${added}`;
  if (url.length > MAX_URL_LENGTH) {
    throw new ConfigError(
      "url",
      `is ${url.length} characters long with its query, and API Gateway takes ${MAX_URL_LENGTH} at most.`
    );
  }
  return url;
}
function checkUrl(url, { tokenParam, channelParam }, allowInsecure) {
  if (typeof url !== "string" || url === "") {
    throw new ConfigError(
      "url",
      `must be an address such as 'wss://ws.example.com', or a function that returns one; got ${kindOf(url)}.`
    );
  }
  const parts = split(url);
  if (!parts || /[\s\\]/.test(url))
    throw new ConfigError("url", `must be an address such as 'wss://ws.example.com'; got '${redactUrl(url)}'.`);
  const { scheme, authority, query, fragment } = parts;
  if (scheme !== "wss" && scheme !== "ws") {
    throw new ConfigError("url", `must start with wss:// (or ws:// on this machine); got '${redactUrl(url)}'.`);
  }
  if (scheme === "ws" && !allowInsecure && !isLoopback(authority)) {
    throw new ConfigError(
      "url",
      `ws:// would send the token in clear text: use wss://, or set allowInsecure; got '${redactUrl(url)}'.`
    );
  }
  if (fragment !== "")
    throw new ConfigError("url", `a WebSocket address has no fragment; leave out what follows the #.`);
  for (const reserved of [tokenParam, channelParam]) {
    if (namesIn(query).includes(reserved)) {
      throw new ConfigError(
        "url",
        `must not carry '${reserved}' itself: it is added for each connection; got '${redactUrl(url)}'.`
      );
    }
  }
  return url;
}
function redactUrl(url) {
  const parts = split(url);
  if (!parts) return /^(?=.*[./])[\w.:/-]{1,60}$/.test(url) ? url : "\u2026";
  const { scheme, authority, path, query, fragment } = parts;
  const host = authority.replace(/^[^]*@/, "\u2026@");
  const names = query.split("&").filter((pair) => pair !== "").map((pair) => pair.includes("=") ? `${pair.slice(0, pair.indexOf("="))}=\u2026` : "\u2026");
  return `${scheme}://${host}${path}${names.length > 0 ? `?${names.join("&")}` : ""}${fragment === "" ? "" : "#\u2026"}`;
}
function isLoopbackUrl(url) {
  return isLoopback(split(url)?.authority ?? "");
}
function isLoopback(authority) {
  const host = authority.replace(/^[^]*@/, "").replace(/:\d*$/, "").toLowerCase();
  return host === "localhost" || host.endsWith(".localhost") || host === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(host);
}
function split(url) {
  const match = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]+)([^?#]*)(?:\?([^#]*))?(#.*)?$/i.exec(url);
  if (!match) return void 0;
  const [, scheme = "", authority = "", path = "", query = "", fragment = ""] = match;
  return { scheme: scheme.toLowerCase(), authority, path, query, fragment };
}
function namesIn(query) {
  return query.split("&").map((pair) => decoded(pair.replace(/=.*$/, "")));
}
function decoded(name) {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
function kindOf(value) {
  return value === "" ? "an empty string" : value === void 0 ? "nothing" : typeof value;
}

// lib/connection/keep-alive.ts
import {
  defer as defer2,
  exhaustMap,
  filter as filter2,
  identity,
  ignoreElements,
  merge as merge2,
  share,
  Subject,
  switchMap,
  takeUntil,
  tap,
  timer as timer2
} from "rxjs";
function keepingAlive(options, { scheduler }) {
  if (!options) return identity;
  const { text, every, timeout: timeout3, isReply } = options;
  const unresponsive = (link) => {
    const uptime = scheduler.now() - link.since;
    const said = `nothing answered a keep-alive within ${timeout3} ms.`;
    const error = new ConnectionError("unresponsive", said, { code: 1006, reason: "", wasClean: false, uptime });
    return announced({ type: "gone", link, error }, () => {
      throw error;
    });
  };
  return (source) => defer2(() => {
    const opened$ = new Subject();
    const life$ = new Subject();
    const death$ = opened$.pipe(
      switchMap((link) => {
        const pings$ = timer2(every, every, scheduler).pipe(
          filter2(() => link.writable),
          share()
        );
        const sent$ = pings$.pipe(
          tap(() => link.send(text)),
          ignoreElements()
        );
        const unanswered$ = pings$.pipe(exhaustMap(() => timer2(timeout3, scheduler).pipe(takeUntil(life$))));
        const answered$ = link.frames$.pipe(
          filter2((data) => life$.observed && isReply(data)),
          tap(() => life$.next()),
          ignoreElements()
        );
        return merge2(answered$, unanswered$, sent$).pipe(switchMap(() => unresponsive(link)));
      })
    );
    return merge2(
      death$,
      source.pipe(
        tap((signal) => {
          if (signal.type === "opened") opened$.next(signal.link);
        })
      )
    );
  });
}

// lib/connection/attempt.ts
function attempting(options, host, context) {
  const { authorize } = options;
  const connect = (token) => announced({ type: "connecting", ...context }, () => {
    const { channel } = context;
    const url = connectUrl(baseUrl(options), options, { token, channel });
    return openSocket(url, options, host).pipe(keepingAlive(options.keepAlive, host));
  });
  if (!authorize) return connect();
  return announced(
    { type: "authorizing", ...context },
    () => authorize(context).pipe(switchMap2(connect))
  );
}
function baseUrl({ url, allowInsecure, ...query }) {
  if (typeof url === "string") return url;
  let returned;
  try {
    returned = url();
  } catch (cause) {
    throw new ConfigError("url", "the function threw.", { cause });
  }
  return checkUrl(returned, query, allowInsecure);
}

// lib/connection/refusals.ts
var REFUSALS = 3;
var refusalHint = "The gateway refuses the handshake although each attempt had a fresh token, and a browser does not say why. Likely: the page's origin does not contain the backend's host; the session cookie is not sent to the WebSocket's host (SESSION_COOKIE_DOMAIN, SameSite); the backend does not accept the channel; or more than 20 connections a minute came from this user or IP address. The backend's log tells which.";
function refusalsAfter(refusals, error) {
  const { name, kind } = isRecord(error) ? error : {};
  return name === "TokenError" ? refusals : kind === "refused" ? refusals + 1 : 0;
}

// lib/connection/retry-backoff.ts
import { defer as defer3, retry, timer as timer3 } from "rxjs";

// lib/host.ts
import { asyncScheduler } from "rxjs";
var realHost = { scheduler: asyncScheduler, random: () => Math.random() };

// lib/connection/retry-backoff.ts
var DEFAULTS = {
  initial: 1e3,
  factor: 2,
  max: 3e4,
  refusedMax: 12e4,
  jitter: "equal",
  minUptime: 5e3,
  maxAttempts: Infinity
};
function resolveBackoff(options = {}) {
  must(isObject(options), "backoff", "an object", options);
  const backoff = withDefaults(DEFAULTS, options);
  const { factor, jitter, maxAttempts } = backoff;
  for (const name of ["initial", "max", "refusedMax", "minUptime"]) {
    milliseconds(`backoff.${name}`, backoff[name]);
  }
  must(Number.isFinite(factor) && factor >= 1, "backoff.factor", "a number of at least 1", factor);
  oneOf("backoff.jitter", jitter, ["equal", "full", "none"]);
  if (maxAttempts !== Infinity) wholeNumber("backoff.maxAttempts", maxAttempts, 1, ", or Infinity");
  return backoff;
}
function backoffSteps(backoff, { random }) {
  let attempts = 0;
  let retries = 0;
  let refusals = 0;
  return (error) => {
    const uptime = uptimeOf(error);
    const stable = uptime > 0 && uptime >= backoff.minUptime;
    attempts = stable ? 0 : attempts + 1;
    retries = stable ? 0 : retries;
    refusals = refusalsAfter(refusals, error);
    const ceiling = refusals >= REFUSALS ? Math.max(backoff.max, backoff.refusedMax) : backoff.max;
    const full = Math.min(backoff.initial * Math.min(backoff.factor ** retries, Number.MAX_VALUE), ceiling);
    retries += 1;
    return {
      error,
      attempt: attempts + 1,
      delay: jittered(full, backoff.jitter, random),
      exhausted: attempts >= backoff.maxAttempts
    };
  };
}
function jittered(delay, jitter, random) {
  if (jitter === "none") return delay;
  return Math.round(jitter === "full" ? delay * random() : delay / 2 + delay / 2 * random());
}
function uptimeOf(error) {
  return isRecord(error) && typeof error.uptime === "number" ? error.uptime : 0;
}

// lib/connection/rotation.ts
import { filter as filter3, merge as merge3, Observable as Observable4, Subscription as Subscription2, take, timer as timer4 } from "rxjs";

// lib/connection/copies.ts
var Bag = class {
  constructor(window) {
    this.window = window;
  }
  window;
  #entries = /* @__PURE__ */ new Set();
  #byKey = /* @__PURE__ */ new Map();
  put(key, at) {
    this.#expire(at);
    const entry = { key, at };
    this.#entries.add(entry);
    const same = this.#byKey.get(key);
    if (same) same.push(entry);
    else this.#byKey.set(key, [entry]);
  }
  /** Takes out the oldest entry of a key; false if there is none. */
  take(key, now) {
    this.#expire(now);
    const entry = this.#byKey.get(key)?.[0];
    if (!entry) return false;
    this.#remove(entry);
    return true;
  }
  /** Forgets every entry of some keys. */
  forget(keys) {
    for (const key of keys) for (const entry of [...this.#byKey.get(key) ?? []]) this.#remove(entry);
  }
  // The oldest come first, so this ends at the first that is young enough.
  #expire(now) {
    for (const entry of this.#entries) {
      if (now - entry.at <= this.window) return;
      this.#remove(entry);
    }
  }
  #remove(entry) {
    this.#entries.delete(entry);
    const same = this.#byKey.get(entry.key);
    same?.shift();
    if (same?.length === 0) this.#byKey.delete(entry.key);
  }
};
var Copies = class {
  #bags;
  #seenOnOld = /* @__PURE__ */ new Set();
  #repeatedOnOld = /* @__PURE__ */ new Set();
  #echoes = 0;
  constructor(window) {
    this.#bags = { old: new Bag(window), new: new Bag(window) };
  }
  /** How many frames of either connection the other one echoed. */
  get echoes() {
    return this.#echoes;
  }
  /** Whether a frame is a copy of one that the other connection brought. */
  isCopy(side, key, now) {
    if (side === "old") {
      if (this.#seenOnOld.has(key)) this.#repeatedOnOld.add(key);
      else this.#seenOnOld.add(key);
    }
    if (this.#bags[side === "old" ? "new" : "old"].take(key, now)) {
      this.#echoes += 1;
      return true;
    }
    this.#bags[side].put(key, now);
    return false;
  }
  /**
   * The old connection is gone. Texts that it brought more than once are forgotten: a leftover of theirs would swallow
   * a message that was really sent again. The others are kept for one more window, for copies still under way.
   */
  oldIsGone() {
    this.#bags.old.forget(this.#repeatedOnOld);
    this.#seenOnOld.clear();
    this.#repeatedOnOld.clear();
  }
};

// lib/connection/rotation-line.ts
import { Subscription } from "rxjs";
function newLine(why) {
  return { life: new Subscription(), why, lost: /* @__PURE__ */ new Set(), heard: 0, heardSince: 0 };
}
function noteHeard(one, now) {
  if (one.heard === 0) one.heardSince = now;
  one.heard += 1;
}
function isCopy({ copies, lost }, successor, data, keyOf2, now) {
  const after = successor?.copies;
  const key = copies || after || lost.size > 0 ? keyOf2(data) : void 0;
  if (key === void 0) return false;
  for (const gone of lost) if (gone.isCopy("old", key, now())) return true;
  return (copies?.isCopy("new", key, now()) ?? false) || (after?.isCopy("old", key, now()) ?? false);
}

// lib/connection/rotation.ts
var LATE = 2e3;
var CLOSING = 2e3;
function rotating(options, { scheduler }) {
  const { first$, next$, due, asked$, channel, pacing, overlap, keyOf: keyOf2, isAnswer, receive, awaited } = options;
  const window = overlap / 2;
  const late = Math.min(window, LATE);
  const now = () => scheduler.now();
  const after = (delay) => timer4(delay, scheduler);
  return new Observable4((subscriber) => {
    let current = line();
    let next;
    let older;
    let overlapping = new Subscription2();
    let pace = pacing();
    let postponed;
    const asks = [];
    let changing = false;
    subscriber.add(asked$.subscribe(ask));
    change(() => start(current, first$));
    function change(work) {
      if (changing) {
        work();
        return;
      }
      changing = true;
      try {
        work();
      } finally {
        changing = false;
      }
      for (let why = asks.shift(); why; why = asks.shift()) answer(why);
    }
    function line(why) {
      const one = newLine(why);
      subscriber.add(one.life);
      return one;
    }
    function end({ life }) {
      subscriber.remove(life);
      life.unsubscribe();
    }
    function start(one, attempt$) {
      const living$ = new Observable4((attempt) => {
        one.life.add(attempt);
        return attempt$.subscribe(attempt);
      });
      living$.subscribe({
        next: (signal) => change(() => hear(one, signal)),
        error: (error) => change(() => lose(one, error))
      });
    }
    function hear(one, signal) {
      switch (signal.type) {
        case "opened":
          takeOver(one, signal.link);
          return;
        case "held":
          one.underway = void 0;
          return;
        case "authorizing":
        case "connecting":
          one.underway = { state: signal.type, attempt: signal.attempt };
          one.channel = signal.channel;
          if (one === next && signal.type === "connecting") {
            one.copies = one.channel === current.channel ? new Copies(window) : void 0;
          }
          break;
        case "gone":
      }
      subscriber.next(signal);
    }
    function deliver(one, link, data) {
      if (older && (one !== older || now() - older.since >= late) && !isAnswer(data)) {
        noteHeard(one, now());
      }
      const successor = one === older ? current : next;
      receive(data, link, isCopy(one, successor, data, keyOf2, now));
    }
    function takeOver(one, link) {
      const previous = one === next ? current : void 0;
      one.link = link;
      one.underway = void 0;
      current = one;
      next = void 0;
      one.life.add(link.frames$.subscribe((data) => deliver(one, link, data)));
      one.life.add(
        due(link).subscribe((why) => {
          if (one === current) ask(why);
        })
      );
      if (previous?.link && previous.channel === one.channel) {
        older = Object.assign(previous, { link: previous.link, heard: 0, since: now() });
        overlapping = new Subscription2();
        older.life.add(overlapping);
        overlapping.add(after(overlap).subscribe(() => change(judge)));
      } else if (previous) {
        leave(previous);
      }
      subscriber.next({ type: "opened", link, channel: one.channel, rotated: previous !== void 0 });
    }
    function judge() {
      if (!older) return;
      if (current.heard === 0 && older.heard > 0) {
        const doubt = older.heardSince + window - now();
        if (doubt > 0) overlapping.add(after(doubt).subscribe(() => change(judge)));
        else deaf(older);
        return;
      }
      const answered = awaited(older.link).pipe(filter3((some) => !some));
      overlapping.add(answered.pipe(take(1)).subscribe(() => change(close)));
    }
    function close() {
      if (!older) return;
      older.closing = true;
      older.life.add(after(CLOSING).subscribe(() => change(letGo)));
      older.link.close(1e3, "");
    }
    function leave(one) {
      end(one);
      const { link } = one;
      if (link)
        subscriber.next({ type: "gone", link, error: leftBehind(link, now(), "another connection took its place.") });
    }
    function letGo() {
      if (!older) return;
      const left = older;
      forgetOlder();
      leave(left);
    }
    function forgetOlder() {
      older = void 0;
      pace = pacing();
      forgetCopies();
      const why = channel() === current.channel ? postponed : "join";
      postponed = void 0;
      if (why) ask(why);
    }
    function forgetCopies() {
      const one = current;
      one.copies?.oldIsGone();
      one.life.add(after(window).subscribe(() => one.copies = void 0));
    }
    function deaf(hearing) {
      const given = current;
      fallBack(
        hearing,
        new ConnectionError("lost", "it heard nothing of what the older connection received.", NOT_PROVED)
      );
      subscriber.next({ type: "deaf" });
      leave(given);
    }
    function fallBack(to, error) {
      overlapping.unsubscribe();
      const { copies } = current;
      if (copies) {
        to.lost.add(copies);
        to.life.add(after(window).subscribe(() => to.lost.delete(copies)));
      }
      current = to;
      older = void 0;
      subscriber.next({ type: "moved", link: to.link });
      next = line();
      retryNext(next, error);
    }
    function retryNext(one, error) {
      one.underway = void 0;
      one.copies = void 0;
      const delay = pace(error);
      if (delay === void 0) {
        end(one);
        next = void 0;
        return;
      }
      const again$ = merge3(after(delay), asked$).pipe(take(1));
      one.life.add(again$.subscribe(() => change(() => start(one, next$))));
    }
    function lose(one, error) {
      if (one === older) {
        if (!older.closing && error instanceof ConnectionError) subscriber.next({ type: "ended", error });
        end(one);
        forgetOlder();
      } else if (one === next) {
        if (error instanceof ConnectionError) subscriber.next({ type: "ended", error });
        retryNext(one, error);
      } else if (one.link && error instanceof ConnectionError && older && !older.closing) {
        end(one);
        fallBack(older, error);
        subscriber.next({ type: "ended", error });
      } else if (one.link && error instanceof ConnectionError && next?.underway) {
        const { underway } = next;
        end(one);
        current = next;
        next = void 0;
        forgetCopies();
        subscriber.next({ type: "ended", error, next: underway });
      } else {
        subscriber.error(error);
      }
    }
    function ask(why) {
      if (changing) asks.push(why);
      else answer(why);
    }
    function answer(why) {
      change(() => {
        if (!current.link) return;
        const joined = channel() === current.channel;
        if (next?.why === "join" && why === "join" && joined) {
          end(next);
          next = void 0;
          subscriber.next({ type: "moved", link: current.link });
        } else if (older && why === "join") {
          letGo();
        } else if (older) {
          postponed = why;
        } else if (!next && !(why === "join" && joined)) {
          const one = line(why);
          next = one;
          subscriber.next({ type: "rotating", why });
          start(one, next$);
        }
      });
    }
  });
}
var NOT_PROVED = { code: 1e3, reason: "", wasClean: true, uptime: 0 };

// lib/connection/rotation-due.ts
import { Observable as Observable5 } from "rxjs";
function rotationDue(link, limits, lead, { scheduler, random }) {
  return new Observable5((subscriber) => {
    const aged = scheduler.now() + limits.age - within(limits.age, lead.ahead, lead.spread, random());
    const idle = limits.idle - within(limits.idle, lead.idleAhead, lead.idleAhead, random());
    const left = () => Math.min(aged, link.lastActive + idle) - scheduler.now();
    const wait = () => Math.min(left(), LONGEST_TIMER);
    if (left() === Infinity) {
      subscriber.complete();
      return void 0;
    }
    return scheduler.schedule(function() {
      if (left() > 0) {
        this.schedule(void 0, wait());
        return;
      }
      subscriber.next(aged <= scheduler.now() ? "age" : "idle");
      subscriber.complete();
    }, wait());
  });
}
function within(limit, ahead, spread, chance) {
  if (limit === Infinity) return 0;
  const scale = Math.min(1, limit / 2 / Math.max(1, ahead + spread));
  return scale * (ahead + spread * chance);
}

// lib/connection/sleep-watch.ts
import { defer as defer4, filter as filter4, interval, merge as merge4 } from "rxjs";
var TICK = 3e4;
var SLEEP = 9e4;
function slept(signsOfLife, { scheduler }) {
  return defer4(() => {
    let last = scheduler.now();
    return merge4(interval(TICK, scheduler), signsOfLife).pipe(
      filter4(() => {
        const gap = scheduler.now() - last;
        last += gap;
        return gap > SLEEP;
      })
    );
  });
}

// lib/connection/running.ts
var FATAL_TOKEN_ERRORS = /* @__PURE__ */ new Set(["csrf", "unauthenticated", "rejected"]);
function running(options, host, reporter, environment$, isOffline, rateLimit) {
  const { url, channel, backoff, budget, isFatal, limits, lead } = options;
  const { scheduler } = host;
  const now = () => scheduler.now();
  const asks$ = options.asks$.pipe(
    tap2((why) => {
      if (why === "reconnect") rateLimit.drop();
    })
  );
  const asked2 = (why) => asks$.pipe(filter5((ask) => ask === why));
  const reconnect$ = asked2("reconnect");
  const local = typeof url === "string" && isLocal(url);
  const says = (...signals) => environment$.pipe(filter5((said) => signals.includes(said)));
  const online$ = local ? NEVER : says("online");
  const wake$ = says("wake");
  const slept$ = slept(wake$, host);
  return defer5(() => {
    const steps = backoffSteps(backoff, host);
    let attempt = 1;
    let refusals = 0;
    let replacing = false;
    const waiting = (reason, delay, cause) => reporter.event({
      type: "waiting",
      at: now(),
      reason,
      attempt,
      delay,
      until: now() + delay,
      ...cause && { cause }
    });
    const allowed = (loud, attempt$) => defer5(() => {
      const held = (until$) => announced({ type: "held" }, () => until$);
      if (isOffline() && !isLocal(url)) {
        if (loud()) reporter.event({ type: "paused", at: now(), reason: "offline" });
        return held(NEVER);
      }
      const limited = rateLimit.left(now());
      const delay = limited || budget.claim(now());
      if (delay === 0) return attempt$;
      const waited$ = defer5(() => {
        if (loud()) waiting(limited ? "rate-limited" : "budget", delay, limited ? rateLimit.cause : void 0);
        return timer5(delay, scheduler);
      });
      const over$ = merge5(slept$, limited ? reconnect$ : NEVER, waited$);
      return held(
        over$.pipe(
          take2(1),
          switchMap3(() => allowed(loud, attempt$))
        )
      );
    });
    const trying = (loud, number) => defer5(() => {
      const opened$ = new Subject2();
      const anew$ = merge5(online$, asked2("join")).pipe(takeUntil2(opened$));
      const attempt$ = defer5(() => attempting(options, host, { attempt: number(), ...channelOf(channel()) }));
      return merge5(anew$, of2(0)).pipe(
        switchMap3(() => allowed(loud, attempt$)),
        tap2(({ type }) => {
          if (type === "opened") opened$.next();
        })
      );
    });
    const afterFailure = (error, step) => {
      if (error instanceof TokenError) reporter.fault({ type: "token", error });
      if (isFatal(error, step.exhausted || isFatalByDefault(error))) return "fatal";
      refusals = refusalsAfter(refusals, error);
      if (refusals === REFUSALS) reporter.fault({ type: "refused", attempts: refusals, hint: refusalHint });
      return Math.min(rateLimit.met(error, now()) + step.delay, LONGEST_TIMER);
    };
    const waitAfter = (step) => {
      const error = ownError(step.error);
      if (error instanceof ConnectionError) reporter.event({ type: "ended", at: now(), error });
      const delay = afterFailure(error, step);
      if (delay === "fatal") throw error;
      attempt = step.attempt;
      const limited = error instanceof TokenError && error.kind === "rate-limited";
      const changed$ = merge5(wake$, local ? NEVER : says("online", "offline"));
      const waited$ = defer5(() => {
        waiting(limited ? "rate-limited" : "backoff", delay, error);
        return timer5(delay, scheduler);
      });
      return merge5(reconnect$, slept$, limited ? NEVER : changed$, waited$);
    };
    let besides = 1;
    const pacing = () => {
      const next = backoffSteps(backoff, host);
      besides = 1;
      return (thrown) => {
        const step = next(thrown);
        besides = step.attempt;
        const error = ownError(thrown);
        try {
          const delay = afterFailure(error, step);
          if (delay !== "fatal") return delay;
          if (error instanceof ConfigError) reporter.fault({ type: "config", error });
        } catch (wrong) {
          reporter.fault({ type: "config", error: configErrorOf(wrong) });
        }
        return void 0;
      };
    };
    const reasons = (asks$2, why) => asks$2.pipe(map2(() => why));
    return rotating(
      {
        ...options,
        first$: trying(always, () => attempt),
        next$: trying(
          () => replacing,
          () => besides
        ),
        due: (link) => merge5(lead ? rotationDue(link, limits, lead, host) : EMPTY2, reasons(slept$, "wake")),
        asked$: merge5(asks$, reasons(online$, "wake")),
        pacing
      },
      host
    ).pipe(
      tap2((signal) => {
        if (signal.type === "opened") refusals = 0;
        if (signal.type === "rotating") replacing = false;
        if (signal.type !== "ended" || !signal.next) return;
        replacing = true;
        const step = steps(signal.error);
        attempt = step.attempt;
        if (isFatal(signal.error, step.exhausted)) throw signal.error;
      }),
      retry2({ delay: (error) => waitAfter(steps(error)) })
    );
  });
}
function isLocal(url) {
  try {
    return isLoopbackUrl(typeof url === "string" ? url : url());
  } catch {
    return false;
  }
}
var always = () => true;
function channelOf(channel) {
  return channel === void 0 ? {} : { channel };
}
function isFatalByDefault(error) {
  return error instanceof ConfigError || error instanceof TokenError && FATAL_TOKEN_ERRORS.has(error.kind);
}

// lib/connection/connection.ts
function connection(options, host, reporter) {
  const now = () => host.scheduler.now();
  let count = 0;
  let taking;
  let silentSince;
  const rateLimit = new RateLimit();
  const silent = () => {
    if (taking) silentSince = now();
    taking = void 0;
  };
  const taken = (link, rotated, channel) => {
    const downtime = taking || silentSince === void 0 ? 0 : now() - silentSince;
    taking = link;
    count += 1;
    return { count, reconnected: count > 1 && !rotated, rotated, downtime, ...channel !== void 0 && { channel } };
  };
  const told = (signal) => {
    switch (signal.type) {
      case "gone":
        if (signal.link === taking) silent();
        return signal;
      case "moved":
        taking = signal.link;
        return signal;
      case "opened": {
        const { link, rotated, channel } = signal;
        const opened = taken(link, rotated, channel);
        reporter.event({ type: "open", at: now(), ...opened });
        return { type: "opened", link, opened };
      }
      case "authorizing":
        reporter.event({ type: "token", at: now(), attempt: signal.attempt });
        return void 0;
      case "connecting":
      case "ended":
      case "rotating":
        reporter.event({ ...signal, at: now() });
        return void 0;
      case "deaf":
        reporter.fault(signal);
        return void 0;
    }
  };
  return defer6(() => {
    const environment$ = options.environment.pipe(enduring, share2());
    const surroundings = new BehaviorSubject(unknownSurroundings);
    let released;
    const isOffline = () => surroundings.value.offline;
    const running$ = running(options, host, reporter, environment$, isOffline, rateLimit).pipe(
      map3(told),
      filter6((signal) => signal !== void 0),
      tap3({
        subscribe: () => released = void 0,
        unsubscribe: () => {
          released = taking;
          silent();
        }
      })
    );
    const paused$ = defer6(() => {
      reporter.event({ type: "paused", at: now(), reason: "suspended" });
      if (!released) return NEVER2;
      const error = leftBehind(released, now(), "the page was suspended.");
      return announced({ type: "gone", link: released, error }, () => NEVER2);
    });
    return new Observable6((subscriber) => {
      subscriber.add(environment$.pipe(scan(nextSurroundings, unknownSurroundings)).subscribe(surroundings));
      return surroundings.pipe(
        map3(({ suspended }) => suspended),
        distinctUntilChanged(),
        switchMap4((suspended) => suspended ? paused$ : running$)
      ).subscribe(subscriber);
    });
  });
}

// lib/connection/resume-on.ts
import {
  catchError,
  defer as defer7,
  ignoreElements as ignoreElements2,
  merge as merge6,
  NEVER as NEVER3,
  retry as retry3,
  share as share3,
  take as take3
} from "rxjs";
function resumeOn(signal$, failed2) {
  const telling = (error) => defer7(() => {
    const told = failed2(error);
    if (!signal$) throw told;
    return NEVER3;
  });
  if (!signal$) return catchError(telling);
  const signals$ = signal$.pipe(enduring, share3());
  return (source) => merge6(
    // Listened to from the start, and first, so that a current value has gone by before the source can fail.
    signals$.pipe(ignoreElements2()),
    // Listened to before the error is told, so that whoever hears of it can give the signal at once.
    source.pipe(retry3({ delay: (error) => merge6(signals$.pipe(take3(1)), telling(error)) }))
  );
}

// lib/journal.ts
import { BehaviorSubject as BehaviorSubject2, defer as defer8, filter as filter7, of as of3, Subject as Subject3 } from "rxjs";

// lib/next-status.ts
function nextStatus(current, event) {
  if (current.state === "closed") return current;
  switch (event.type) {
    case "token":
      return current.state === "open" ? current : { state: "authorizing", attempt: event.attempt };
    case "connecting":
      return current.state === "open" ? current : { state: "connecting", attempt: event.attempt };
    case "open": {
      const { at, rotated, channel } = event;
      const stays = rotated && current.state === "open";
      if (stays && current.channel === channel) return current;
      return { state: "open", since: stays ? current.since : at, ...channel !== void 0 && { channel } };
    }
    case "waiting": {
      const { reason, attempt, delay, until, cause } = event;
      return { state: "waiting", reason, attempt, delay, until, ...cause && { cause } };
    }
    case "failed":
      return { state: "failed", cause: event.error };
    case "idle":
      return { state: "idle" };
    case "closed":
      return { state: "closed" };
    case "paused":
      return { state: "paused", reason: event.reason };
    case "ended":
      return event.next ?? current;
    case "rotating":
      return current;
  }
}

// lib/journal.ts
function createJournal() {
  const events = new Subject3();
  const faults = new Subject3();
  const status = new BehaviorSubject2({ state: "idle" });
  const opened = new BehaviorSubject2(void 0);
  let reached = status.value;
  let ended = false;
  const waiting = [];
  let telling = false;
  const tell = (news) => {
    waiting.push(news);
    if (telling) return;
    telling = true;
    for (let next = waiting.shift(); next; next = waiting.shift()) next();
    telling = false;
  };
  const tellOf = (event, led) => {
    if (led !== status.value) status.next(led);
    const open = openedAfter(opened.value, event, led);
    if (open !== opened.value) opened.next(open);
    events.next(event);
  };
  return {
    event: (event) => {
      if (ended) return;
      reached = nextStatus(reached, event);
      const led = reached;
      tell(() => tellOf(event, led));
    },
    fault: (fault) => faults.next(fault),
    complete: () => {
      tell(() => {
        ended = true;
        for (const stream of [faults, status, opened, events]) stream.complete();
      });
    },
    events$: events.asObservable(),
    faults$: faults.asObservable(),
    // A BehaviorSubject says nothing more once it has ended, and a late observer wants to know how it did.
    status$: defer8(() => ended ? of3(status.value) : status),
    opened$: opened.pipe(filter7((current) => current !== void 0)),
    get status() {
      return reached;
    },
    get faultsObserved() {
      return faults.observed;
    }
  };
}
function openedAfter(current, event, { state }) {
  if (event.type !== "open") return state === "open" ? current : void 0;
  const { type, at, ...opened } = event;
  return opened;
}

// lib/messages/frame-key.ts
function frameKey(dedupe, { peek }) {
  if (dedupe === false) return () => void 0;
  if (dedupe === "text") return (data) => typeof data === "string" ? data : void 0;
  return (data) => {
    const decoded2 = peek(data);
    try {
      const id = decoded2 && dedupe(decoded2.message);
      return isNonEmpty(id) || Number.isFinite(id) ? String(id) : void 0;
    } catch {
      return void 0;
    }
  };
}

// lib/messages/decode.ts
var RAW_LENGTH = 200;
function typeAt(key) {
  const at = (message, name) => {
    const value = message[name];
    return typeof value === "string" ? value : void 0;
  };
  return key === void 0 ? (message) => at(message, "type") ?? at(message, "action") : (message) => at(message, key);
}
function decode(data, typeOf) {
  if (typeof data !== "string") return invalid("binary", sizeOf(data));
  const value = parsed(data);
  if (value === void 0) return invalid("not-json", data);
  if (!isObject(value)) return invalid("not-an-object", data);
  const refusal = gatewayError(value);
  if (refusal) return refusal;
  const name = nameOf(value, typeOf);
  return typeof name === "string" ? { type: "message", name, message: value } : invalid("no-type", data);
}
function gatewayError(value) {
  const { message, connectionId, requestId = value.messageId } = value;
  if (typeof connectionId !== "string" || typeof message !== "string" || typeof requestId !== "string")
    return void 0;
  return Object.keys(value).length === 3 ? { type: "gateway-error", message, connectionId, requestId } : void 0;
}
function nameOf(value, typeOf) {
  try {
    return typeOf(value);
  } catch {
    return void 0;
  }
}
function invalid(reason, raw) {
  return { type: "invalid-message", reason, raw: raw.slice(0, RAW_LENGTH) };
}
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return void 0;
  }
}
function sizeOf(data) {
  if (data instanceof ArrayBuffer || ArrayBuffer.isView(data)) return `${data.byteLength} bytes`;
  return typeof Blob !== "undefined" && data instanceof Blob ? `${data.size} bytes` : typeof data;
}

// lib/messages/in-order.ts
import { concatMap, from, map as map4, of as of4, Subject as Subject4, takeUntil as takeUntil3 } from "rxjs";
function inOrder(until) {
  const turns = new Subject4();
  let ahead = 0;
  turns.pipe(
    concatMap(
      ({ value, deliver }) => (isPromise(value) ? from(value) : of4(value)).pipe(map4((kept) => () => deliver(kept)))
    ),
    takeUntil3(until)
  ).subscribe((deliver) => {
    ahead -= 1;
    deliver();
  });
  return (value, deliver) => {
    if (ahead === 0 && !isPromise(value)) {
      deliver(value);
    } else {
      ahead += 1;
      turns.next({ value, deliver });
    }
  };
}
function isPromise(value) {
  return isRecord(value) && typeof value.then === "function";
}

// lib/messages/issues.ts
var ISSUES = 10;
var MESSAGE_LENGTH = 200;
var PATH_LENGTH = 16;
var KEY_LENGTH = 80;
function boundedIssues(issues) {
  return first(ISSUES, issues).map(({ message, path }) => ({
    message: message.slice(0, MESSAGE_LENGTH),
    path: first(PATH_LENGTH, path ?? []).map((segment) => boundedKey(keyOf(segment)))
  }));
}
function first(count, list) {
  return [...list].slice(0, count);
}
function issueOfThrown(thrown) {
  const said = thrown instanceof Error ? thrown.message : String(thrown);
  return boundedIssues([{ message: `the schema itself threw: ${said}` }]);
}
function keyOf(segment) {
  return typeof segment === "object" ? segment.key : segment;
}
function boundedKey(key) {
  return typeof key === "number" ? key : String(key).slice(0, KEY_LENGTH);
}

// lib/messages/schema-check.ts
function schemaCheck(schemas, typeKeys) {
  const byName = new Map(Object.entries(schemas));
  return ({ name, message }, raw) => {
    const schema = byName.get(name);
    if (!schema) return failed(raw, [{ message: `there is no schema for the type '${name}'` }]);
    const outcome = (result) => result.issues ? failed(raw, result.issues) : { type: "message", name, message: withType(result.value, message, name, typeKeys) };
    const threw = (thrown) => ({ ...invalid("schema", raw), issues: issueOfThrown(thrown) });
    try {
      const result = schema["~standard"].validate(message);
      return isPromise(result) ? result.then(outcome).catch(threw) : outcome(result);
    } catch (thrown) {
      return threw(thrown);
    }
  };
}
function failed(raw, issues) {
  return { ...invalid("schema", raw), issues: boundedIssues(issues) };
}
function withType(value, message, name, typeKeys) {
  const key = typeKeys.find((candidate) => message[candidate] === name);
  if (key !== void 0 && isPlainObject(value) && !Object.hasOwn(value, key)) return { ...value, [key]: name };
  return value;
}
function isPlainObject(value) {
  if (!isRecord(value)) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

// lib/messages/inbox.ts
function createInbox({ typeKey, typeOf, schemas }, wanted, until) {
  const nameOf2 = typeOf ?? typeAt(typeKey);
  let peeked;
  const peek = (data) => {
    if (!peeked || peeked.data !== data) peeked = { data, decoded: decode(data, nameOf2) };
    return peeked.decoded.type === "message" ? peeked.decoded : void 0;
  };
  const take7 = (data) => {
    const decoded2 = peeked && peeked.data === data ? peeked.decoded : decode(data, nameOf2);
    peeked = void 0;
    return decoded2;
  };
  if (!schemas) return { peek, receive: (data, context, deliver) => deliver(take7(data), context) };
  const typeKeys = typeKey === void 0 ? ["type", "action"] : [typeKey];
  const check = schemaCheck(schemas, typeOf ? [] : typeKeys);
  const inTurn = inOrder(until);
  return {
    peek,
    receive: (data, context, deliver) => {
      const decoded2 = take7(data);
      const delivered = (checked) => deliver(checked, context);
      if (decoded2.type !== "message") inTurn(decoded2, delivered);
      else if (wanted(decoded2.name)) inTurn(check(decoded2, String(data)), delivered);
    }
  };
}

// lib/messages/router.ts
import { Observable as Observable7, Subject as Subject5 } from "rxjs";
function createRouter() {
  const all = new Subject5();
  const byName = /* @__PURE__ */ new Map();
  const subjectOf = (name) => {
    const existing = byName.get(name);
    if (existing) return existing;
    const made = new Subject5();
    byName.set(name, made);
    return made;
  };
  return {
    get observed() {
      return all.observed || byName.size > 0;
    },
    wants: (name) => all.observed || byName.has(name),
    all$: all.asObservable(),
    on: (types) => new Observable7((subscriber) => {
      for (const name of new Set(types)) {
        const subject = subjectOf(name);
        subscriber.add(subject.subscribe(subscriber));
        subscriber.add(() => {
          if (!subject.observed && byName.get(name) === subject) byName.delete(name);
        });
      }
    }),
    route: (name, message) => {
      byName.get(name)?.next(message);
      if (all.observed) all.next(message);
    }
  };
}

// lib/sending/outbox.ts
import { BehaviorSubject as BehaviorSubject3, defer as defer9, EMPTY as EMPTY3, repeat, switchMap as switchMap5, takeUntil as takeUntil4, tap as tap4, timer as timer6 } from "rxjs";
function createOutbox({ capacity, ttl, overflow }, { scheduler }, undelivered, until) {
  const items = /* @__PURE__ */ new Map();
  let leaving;
  const staying = () => [...items.keys()].filter((item) => item !== leaving);
  const pending$ = new BehaviorSubject3(false);
  const nextExpiry = () => items.values().next().value?.expires ?? 0;
  const oldest = () => {
    for (const item of items.keys()) if (item !== leaving) return item;
    return void 0;
  };
  const changed = () => {
    if (pending$.value !== items.size > 0) pending$.next(items.size > 0);
  };
  const remove = (some) => {
    for (const item of some) items.delete(item);
    changed();
  };
  const tell = ({ message, asker }, reason, cause) => {
    undelivered(message, reason);
    asker?.givenUp(reason, cause);
  };
  const giveUp = (some, reason, cause) => {
    remove(some);
    for (const item of some) tell(item, reason, cause);
  };
  const expired = () => {
    const old = [];
    for (const [item, { expires }] of items) {
      if (expires > scheduler.now()) break;
      old.push(item);
    }
    return old;
  };
  const expiry = defer9(() => timer6(Math.max(0, nextExpiry() - scheduler.now()), scheduler)).pipe(
    tap4(() => giveUp(expired(), "expired")),
    repeat()
  );
  pending$.pipe(
    switchMap5((waiting) => waiting ? expiry : EMPTY3),
    takeUntil4(until)
  ).subscribe();
  return {
    pending$: pending$.asObservable(),
    get pending() {
      return items.size > 0;
    },
    put: (item, channel) => {
      const size = items.size - (leaving ? 1 : 0);
      const first2 = size < capacity ? void 0 : oldest();
      if (size >= capacity && (overflow === "throw" || !first2)) {
        throw new SendError(
          "queue-full",
          `'${item.message.name}' found the outbox full: ${size} messages wait, its capacity.`
        );
      }
      if (first2) items.delete(first2);
      items.set(item, { channel, expires: scheduler.now() + ttl });
      changed();
      if (first2) tell(first2, "overflow");
    },
    flush: (channel, send) => {
      for (const [item, waiting] of items) {
        if (waiting.channel !== channel) continue;
        leaving = item;
        const left = send(item);
        leaving = void 0;
        if (!left) break;
        items.delete(item);
      }
      changed();
    },
    withdraw: (item) => {
      if (items.has(item)) remove([item]);
    },
    drain: () => {
      const mine = staying().filter(({ asker }) => !asker);
      remove(mine);
      return mine.map(({ message }) => message);
    },
    abandon: (reason, cause) => giveUp(staying(), reason, cause)
  };
}

// lib/sending/encode.ts
var REQUEST_ID = "request_id";
function encode({ name, params = {}, action }, { route, messageBytes }, reserved = [], requestId) {
  if (!isNonEmpty(name)) {
    throw new SendError("not-serializable", `a message needs a name, a non-empty string; got ${show(name)}.`);
  }
  if (action !== void 0 && route === void 0) {
    throw new SendError(
      "reserved-key",
      `'${name}': options.action needs the option \`route\`; without it the name is the action.`
    );
  }
  if (action !== void 0 && !isNonEmpty(action)) {
    throw new SendError(
      "not-serializable",
      `'${name}': options.action must be a non-empty string; got ${show(action)}.`
    );
  }
  checkParams(name, params);
  refuseKey(name, params, "action", "which chooses the route");
  if (route !== void 0) refuseKey(name, params, "handler", "which chooses the handler");
  for (const key of reserved) refuseKey(name, params, key, "by which its reply is found");
  const text = written(name, params, route === void 0 ? void 0 : action ?? route, requestId);
  if (text.length * 3 > messageBytes && (text.length > messageBytes || utf8Length(text) > messageBytes)) {
    throw new SendError("too-large", `'${name}' has more than the ${messageBytes} bytes that a message may have.`);
  }
  return text;
}
function checkParams(name, params) {
  if (!isObject(params)) {
    throw new SendError("not-serializable", `the params of '${name}' must be an object; got ${show(params)}.`);
  }
  if (typeof params.toJSON === "function" || keepsElsewhere(params)) {
    throw new SendError(
      "not-serializable",
      `the params of '${name}' must be a plain object, without toJSON(); got ${Object.prototype.toString.call(params)}.`
    );
  }
}
function keepsElsewhere(params) {
  if (Object.getPrototypeOf(params) === Object.prototype) return false;
  return /^\[object (String|Number|Boolean|BigInt|Symbol|Map|Set)]$/.test(Object.prototype.toString.call(params));
}
function refuseKey(name, params, key, why) {
  if (Object.hasOwn(params, key)) {
    throw new SendError("reserved-key", `the params of '${name}' hold '${key}', ${why}: rename it.`);
  }
}
function written(name, params, route, requestId) {
  try {
    const body = requestId === void 0 ? params : { [REQUEST_ID]: requestId, ...params };
    return JSON.stringify(route === void 0 ? { action: name, ...body } : { action: route, handler: name, ...body });
  } catch (cause) {
    throw new SendError("not-serializable", `'${name}' cannot be written as JSON.`, { cause });
  }
}

// lib/sending/own-messages.ts
function firstMessages(hello, opened) {
  let first2;
  try {
    first2 = hello(opened);
  } catch (cause) {
    throw new ConfigError("hello", "the function threw.", { cause });
  }
  if (Array.isArray(first2) && first2.every((message) => typeof message === "object" && message !== null)) {
    return first2;
  }
  throw new ConfigError("hello", `must return a list of messages, [{ name, params }]; returned ${show(first2)}.`);
}
function pingText(keepAlive, options) {
  try {
    return encode(keepAlive, options);
  } catch (error) {
    throw error instanceof SendError ? new ConfigError("keepAlive.params", error.message) : error;
  }
}

// lib/sending/requests.ts
import {
  defer as defer10,
  distinctUntilChanged as distinctUntilChanged2,
  map as map5,
  Observable as Observable8,
  startWith,
  Subject as Subject6,
  take as take4,
  takeUntil as takeUntil5,
  timeout
} from "rxjs";

// lib/sending/expectations.ts
var Expectations = class {
  #all = /* @__PURE__ */ new Set();
  #byId = /* @__PURE__ */ new Map();
  #byType = /* @__PURE__ */ new Map();
  #byTest = /* @__PURE__ */ new Set();
  get size() {
    return this.#all.size;
  }
  [Symbol.iterator]() {
    return [...this.#all][Symbol.iterator]();
  }
  add(expectation) {
    const { sign } = expectation;
    this.#all.add(expectation);
    if (sign.by === "id") this.#byId.set(sign.id, expectation);
    else if (sign.by === "test") this.#byTest.add(expectation);
    else this.#byType.set(sign.name, (this.#byType.get(sign.name) ?? /* @__PURE__ */ new Set()).add(expectation));
  }
  delete(expectation) {
    const { sign } = expectation;
    this.#all.delete(expectation);
    if (sign.by === "id") this.#byId.delete(sign.id);
    else if (sign.by === "test") this.#byTest.delete(expectation);
    else {
      const same = this.#byType.get(sign.name);
      same?.delete(expectation);
      if (same?.size === 0) this.#byType.delete(sign.name);
    }
  }
  /**
   * Whom a message answers.
   *
   * @param threw told of a test that threw instead of an answer
   */
  find(name, id, message, threw) {
    const byId = typeof id === "string" ? this.#byId.get(id) : void 0;
    return byId ?? this.#byType.get(name)?.values().next().value ?? this.#passing(message, threw);
  }
  #passing(message, threw) {
    for (const expectation of this.#byTest) {
      try {
        if (expectation.sign.by === "test" && expectation.sign.test(message)) return expectation;
      } catch (error) {
        threw(expectation, error);
      }
    }
    return void 0;
  }
};

// lib/sending/request-ids.ts
function requestIds({ random, scheduler }) {
  let prefix;
  let count = 0;
  return () => {
    prefix ??= `${scheduler.now().toString(36)}-${random().toString(36).slice(2, 12)}`;
    count += 1;
    return `${prefix}-${count}`;
  };
}

// lib/sending/requests.ts
function createRequests(options, host) {
  const { sender, outbox, requestTimeout, isClosed, closed$ } = options;
  const questions = new Expectations();
  const changes = new Subject6();
  const isAwaited = (link) => [...questions].some((question) => question.link === link);
  const newId = requestIds(host);
  const questioned = (message, reply) => new Observable8((asker) => {
    const { name } = message;
    const sign = signOf(reply, newId);
    const text = encode(message, options, [REQUEST_ID], sign.by === "id" ? sign.id : void 0);
    let question;
    const item = {
      message,
      text,
      asker: {
        written: (link) => {
          question = { name, sign, asker, link, nth: link.sent + 1 };
          questions.add(question);
          changes.next();
        },
        givenUp: (reason, cause) => {
          if (cause) asker.error(cause);
          else if (reason === "closed") asker.complete();
          else if (reason === "expired") {
            asker.error(new RequestError("timeout", name, "waited too long for a connection (outbox.ttl)."));
          } else asker.error(new SendError("queue-full", `'${name}' was given up by the full outbox.`));
        }
      }
    };
    asker.add(() => {
      outbox.withdraw(item);
      if (!question) return;
      questions.delete(question);
      changes.next();
    });
    sender.hand(item);
  });
  const answeredBy = (name, message, threw) => questions.find(name, message[REQUEST_ID], message, threw);
  return {
    get open() {
      return questions.size > 0;
    },
    ask: (message, given) => {
      const { reply, timeout: within2 = requestTimeout } = given ?? {};
      milliseconds("request.timeout", within2);
      const known = reply === void 0 || typeof reply === "string" || typeof reply === "function";
      must(known, "request.reply", "a type or a predicate", reply);
      const { name } = message;
      const tooLate = timeout({
        first: within2,
        scheduler: host.scheduler,
        with: () => {
          throw new RequestError("timeout", name, `had no reply within ${within2} ms.`);
        }
      });
      return defer10(() => {
        if (isClosed()) throw new SendError("closed", `'${name}' came after close(), which is final.`);
        return questioned(message, reply).pipe(tooLate, take4(1), takeUntil5(closed$));
      });
    },
    answer: (name, message) => answeredBy(name, message, ({ asker }, error) => asker.error(error))?.asker.next(message),
    isAnswer: (name, message) => answeredBy(name, message, () => void 0) !== void 0,
    refuse: (on, refusal) => {
      for (const { name, asker, link, nth } of questions) {
        if (link === on && nth === link.sent) {
          asker.error(new RequestError("rejected", name, `was answered by the gateway itself: "${refusal}".`));
        }
      }
    },
    lost: (isLost, cause) => {
      for (const { name, asker, link } of questions) {
        if (!isLost(link)) continue;
        const problem = "had no reply when its connection ended, and may or may not have been carried out.";
        asker.error(new RequestError("lost", name, problem, cause && { cause }));
      }
    },
    awaited: (link) => defer10(
      () => changes.pipe(
        startWith(void 0),
        map5(() => isAwaited(link)),
        distinctUntilChanged2()
      )
    )
  };
}
function signOf(reply, newId) {
  if (reply === void 0) return { by: "id", id: newId() };
  if (typeof reply === "string") return { by: "type", name: reply };
  return { by: "test", test: reply };
}

// lib/sending/send-args.ts
function outgoing(name, params, options) {
  const message = params === void 0 ? { name } : { name, params };
  const action = options?.action;
  return action === void 0 ? message : { ...message, action };
}

// lib/sending/wire.ts
import { interval as interval2, map as map6, takeUntil as takeUntil6, takeWhile } from "rxjs";
var LOOK = 250;
var CERTAINLY_SMALL = 10922;
var MESSAGE_TOO_BIG = 1009;
var Wire = class {
  /** @param until when it emits, the host is asked no more */
  constructor(link, channel, host, until) {
    this.link = link;
    this.channel = channel;
    this.host = host;
    this.until = until;
  }
  link;
  channel;
  host;
  until;
  #handed = 0;
  /** Oldest first. */
  #held = [];
  /** What was held at the last look, and so for a while: some hosts have forgotten their bytes by the time they say that a socket is lost. */
  #stuck = [];
  #looking;
  #largest;
  #largestBytes = 0;
  /** Writes a message, where the connection is writable. */
  write(message, text) {
    const { link } = this;
    const before = link.bufferedAmount;
    link.send(text);
    const after = link.bufferedAmount;
    this.#weigh(message, text);
    if ((before === 0 || after === 0) && this.#held.length > 0) this.#held = [];
    if (after > 0) this.#hold(message, before, after);
  }
  /** What did not, or may not, have reached the other side when the connection was lost with that code. */
  lost(code) {
    this.#looking?.unsubscribe();
    const tooLarge = code === MESSAGE_TOO_BIG ? this.#largest : void 0;
    if (this.link.bufferedAmount > 0) this.#letGoOfFlushed();
    else this.#keepStuck();
    const unconfirmed = this.#held.map(({ message }) => message).filter((message) => message !== tooLarge);
    return [
      ...tooLarge ? [[tooLarge, "too-large"]] : [],
      ...unconfirmed.map((message) => [message, "unconfirmed"])
    ];
  }
  /** Had a larger one passed, the limit would be higher: so the largest is the one that a 1009 is about. */
  #weigh(message, text) {
    const bytes = text.length > CERTAINLY_SMALL ? utf8Length(text) : text.length;
    if (bytes < this.#largestBytes) return;
    this.#largestBytes = bytes;
    this.#largest = message;
  }
  #hold(message, before, after) {
    this.#handed += after - before;
    this.#held.push({ message, end: this.#handed });
    if (this.#looking?.closed === false) return;
    this.#looking = interval2(LOOK, this.host.scheduler).pipe(
      map6(() => this.#look()),
      takeWhile((holds) => holds),
      takeUntil6(this.until)
    ).subscribe();
  }
  /** Whether there is any more to look for. */
  #look() {
    if (!this.link.writable) return false;
    this.#letGoOfFlushed();
    this.#stuck = [...this.#held];
    return this.#held.length > 0;
  }
  #letGoOfFlushed() {
    const left = this.#handed - this.link.bufferedAmount;
    this.#held = this.#held.filter(({ end }) => end > left);
  }
  #keepStuck() {
    const stuck = new Set(this.#stuck);
    this.#held = this.#held.filter((held) => stuck.has(held));
  }
};

// lib/sending/sender.ts
function createSender(options, host) {
  const { channel, outbox, undelivered, isClosed, closed$ } = options;
  const wires = /* @__PURE__ */ new WeakMap();
  let current;
  const write = (wire, { message, text, asker }) => {
    if (!wire.link.writable) return false;
    asker?.written(wire.link);
    wire.write(message, text);
    return true;
  };
  const hand = (item) => {
    const now = channel();
    if (current && current.channel === now && write(current, item)) return "sent";
    outbox.put(item, now);
    return "queued";
  };
  return {
    send: (message) => {
      if (isClosed()) throw new SendError("closed", `'${message.name}' came after close(), which is final.`);
      return hand({ message, text: encode(message, options) });
    },
    hand,
    attach: (link, first2 = [], linkChannel) => {
      const wire = wires.get(link) ?? new Wire(link, linkChannel, host, closed$);
      wires.set(link, wire);
      const items = first2.map((message) => ({ message, text: encode(message, options) }));
      current = void 0;
      for (const item of items) write(wire, item);
      outbox.flush(wire.channel, (item) => write(wire, item));
      current = wire;
    },
    lost: (link, code) => {
      const wire = wires.get(link);
      if (current === wire) current = void 0;
      for (const [message, reason] of wire?.lost(code) ?? []) undelivered(message, reason);
    }
  };
}

// lib/settings.ts
import { isObservable as isObservable2 } from "rxjs";

// lib/connection/connection-config.ts
import { EMPTY as EMPTY4, isObservable } from "rxjs";

// lib/connection/attempt-budget.ts
var WINDOW2 = 6e4;
function attemptBudget(perMinute) {
  wholeNumber("attemptsPerMinute", perMinute, 1);
  let taken = [];
  return {
    claim: (now) => {
      taken = taken.map((at) => Math.min(at, now)).filter((at) => now - at < WINDOW2);
      const [oldest] = taken;
      if (oldest !== void 0 && taken.length >= perMinute) return oldest + WINDOW2 - now;
      taken.push(now);
      return 0;
    }
  };
}

// lib/connection/connection-config.ts
var apiGatewayLimits = { idle: 6e5, age: 72e5, messageBytes: 32768 };
var ROTATION = {
  ahead: 6e5,
  idleAhead: 6e4,
  spread: 3e5,
  overlap: 1e4,
  dedupe: "text"
};
var NO_LIMITS = { idle: Infinity, age: Infinity };
function resolveLimits(limits = {}) {
  if (limits === false) return { limits: NO_LIMITS, messageBytes: Infinity };
  must(isObject(limits), "limits", "an object or false", limits);
  const { idle, age, messageBytes } = withDefaults(apiGatewayLimits, limits);
  for (const [name, limit] of Object.entries({ idle, age, messageBytes })) positive(`limits.${name}`, limit);
  return { limits: { idle, age }, messageBytes };
}
function resolveRotation(rotation = {}) {
  must(rotation === false || isObject(rotation), "rotation", "an object or false", rotation);
  const given = withDefaults(ROTATION, rotation || {});
  const { dedupe } = given;
  for (const name of ["ahead", "idleAhead", "spread", "overlap"])
    milliseconds(`rotation.${name}`, given[name]);
  const known = dedupe === "text" || dedupe === false || isFunction(dedupe);
  must(known, "rotation.dedupe", "'text', false or a function", dedupe);
  return { ...given, lead: rotation ? given : void 0 };
}
function resolveKeepAlive(keepAlive = false) {
  if (keepAlive === false) return void 0;
  must(isObject(keepAlive), "keepAlive", "an object or false", keepAlive);
  const { name, params = {}, every, reply, timeout: timeout3 } = keepAlive;
  must(isObject(params), "keepAlive.params", "an object", params);
  return {
    name: nonEmpty("keepAlive.name", name),
    params,
    every: duration("keepAlive.every", every),
    reply: reply === void 0 ? "" : nonEmpty("keepAlive.reply", reply),
    timeout: duration("keepAlive.timeout", timeout3 ?? Math.min(every, 1e4))
  };
}
function resolveBudget(attemptsPerMinute = 10) {
  if (typeof attemptsPerMinute === "number") return attemptBudget(attemptsPerMinute);
  const shared = isObject(attemptsPerMinute) && typeof attemptsPerMinute.claim === "function";
  must(shared, "attemptsPerMinute", "a number or an attemptBudget()", attemptsPerMinute);
  return attemptsPerMinute;
}
function resolveEnvironment(environment = browserEnvironment()) {
  if (environment === false) return EMPTY4;
  must(isObservable(environment), "environment", "an Observable or false", environment);
  return environment;
}

// lib/messages/standard-schema.ts
var STANDARD_SCHEMA = "a Standard Schema, version 1, as zod (from 3.24 on), valibot (1) and arktype (2) make";
function checkSchemas(schemas) {
  if (schemas === void 0) return void 0;
  must(isObject(schemas), "schemas", "an object with a schema for each type", schemas);
  const checked = Object.entries(schemas).map(([name, schema]) => {
    must(isStandardSchema(schema), `schemas.${name}`, STANDARD_SCHEMA, schema);
    return [name, schema];
  });
  return Object.fromEntries(checked);
}
function isStandardSchema(schema) {
  if (typeof schema !== "object" && typeof schema !== "function" || schema === null) return false;
  const standard = "~standard" in schema ? schema["~standard"] : void 0;
  return isRecord(standard) && standard.version === 1 && typeof standard.validate === "function";
}

// lib/settings.ts
var DEFAULTS2 = {
  tokenParam: "ws_token",
  channelParam: "channel",
  query: {},
  allowInsecure: false,
  singleUseToken: true,
  channelPattern: /^[A-Za-z0-9_-]{1,128}$/,
  tokenTimeout: 1e4,
  openTimeout: 1e4,
  requestTimeout: 1e4,
  linger: 5e3,
  isFatal: (_error, byDefault) => byDefault,
  hello: () => []
};
var OUTBOX = { capacity: 1e3, ttl: 6e4, overflow: "drop-oldest" };
function resolveConfig(config) {
  must(isObject(config), "config", "an object with at least a url", config);
  const { url, token, channel, route, typeKey, typeOf, resumeOn: resumeOn2, WebSocketCtor, signal } = config;
  const given = withDefaults(DEFAULTS2, config);
  const { allowInsecure, channelPattern, isFatal } = given;
  for (const name of ["tokenParam", "channelParam"]) nonEmpty(name, given[name]);
  if (typeof url !== "function") checkUrl(url, given, allowInsecure);
  checkQuery(given);
  checkToken(token);
  must(channelPattern instanceof RegExp, "channelPattern", "a regular expression", channelPattern);
  if (channel !== void 0) checkChannel(channel, channelPattern);
  for (const [name, text] of Object.entries({ route, typeKey })) if (text !== void 0) nonEmpty(name, text);
  for (const [name, value] of Object.entries({ typeOf, isFatal, hello: given.hello, WebSocketCtor })) {
    must(value === void 0 || isFunction(value), name, "a function", value);
  }
  if (typeOf !== void 0 && typeKey !== void 0) {
    throw new ConfigError("typeOf", "tells the type of a message, and so does typeKey: give one of them.");
  }
  for (const name of ["allowInsecure", "singleUseToken"])
    must(typeof given[name] === "boolean", name, "true or false", given[name]);
  for (const name of ["tokenTimeout", "openTimeout"]) duration(name, given[name]);
  for (const name of ["requestTimeout", "linger"]) milliseconds(name, given[name]);
  const resumes = resumeOn2 === void 0 || isObservable2(resumeOn2);
  must(resumes, "resumeOn", "an Observable that emits when to try again", resumeOn2);
  const aborts = signal === void 0 || isRecord(signal) && typeof signal.addEventListener === "function";
  must(aborts, "signal", "an AbortSignal", signal);
  return {
    ...given,
    url,
    token,
    channel,
    route,
    typeKey,
    typeOf,
    schemas: checkSchemas(config.schemas),
    backoff: resolveBackoff(config.backoff),
    isFatal: asked(isFatal),
    resumeOn: resumeOn2,
    ...resolveLimits(config.limits),
    rotation: resolveRotation(config.rotation),
    keepAlive: resolveKeepAlive(config.keepAlive),
    budget: resolveBudget(config.attemptsPerMinute),
    environment: resolveEnvironment(config.environment),
    outbox: resolveOutbox(config.outbox),
    WebSocketCtor,
    signal
  };
}
function asked(isFatal) {
  return (error, byDefault) => {
    try {
      return isFatal(error, byDefault);
    } catch (cause) {
      throw new ConfigError("isFatal", "the function threw.", { cause });
    }
  };
}
function resolveOutbox(given = {}) {
  must(isObject(given), "outbox", "an object", given);
  const outbox = withDefaults(OUTBOX, given);
  wholeNumber("outbox.capacity", outbox.capacity, 0);
  milliseconds("outbox.ttl", outbox.ttl);
  oneOf("outbox.overflow", outbox.overflow, ["drop-oldest", "throw"]);
  return outbox;
}
function checkQuery({ query, tokenParam, channelParam }) {
  must(isObject(query), "query", "an object of further parameters", query);
  if (tokenParam === channelParam)
    throw new ConfigError("channelParam", `must differ from tokenParam; both are '${tokenParam}'.`);
  for (const [name, value] of Object.entries(query)) {
    const option = `query.${name}`;
    if (name === tokenParam || name === channelParam) {
      const rename = name === tokenParam ? "tokenParam" : "channelParam";
      throw new ConfigError(option, `is added for each connection: leave it out, or rename it with ${rename}.`);
    }
    must(/^(string|number|boolean)$/.test(typeof value), option, "a string, a number or a boolean", value);
    if (!isEncodable(`${name}${value}`)) {
      throw new ConfigError(option, "holds half of a surrogate pair, which no URL can carry.");
    }
  }
}
function checkToken(token) {
  if (token === void 0 || isObservable2(token) || isFunction(token)) return;
  if (isRecord(token) && isFunction(token.then)) {
    throw new ConfigError(
      "token",
      "is a Promise, which would hand out one token for every connection, and a token works once: pass a function that returns a new Promise, () => fetchToken()."
    );
  }
  throw new ConfigError(
    "token",
    `must be an Observable or a function that returns one; got ${typeof token === "object" ? "an object" : `a ${typeof token}`}. A token works once, so a fixed one is no use.`
  );
}
function checkChannel(channel, pattern) {
  const fits = typeof channel === "string" && channel.search(pattern) !== -1 && isEncodable(channel);
  if (!fits) {
    throw new ConfigError("channel", `must match ${String(pattern)}, or the backend refuses it; got ${show(channel)}.`);
  }
}
function isEncodable(text) {
  return !/[\ud800-\udfff]/u.test(text);
}

// lib/token/token-source.ts
import {
  catchError as catchError2,
  defer as defer11,
  from as from2,
  isObservable as isObservable3,
  map as map7,
  take as take5,
  throwIfEmpty,
  timeout as timeout2
} from "rxjs";

// lib/token/token-answer.ts
function refusalOf({ status, body, retryAfter }, now) {
  const [kind, problem] = meaningOf(status, (words) => words.test(textOf(body)));
  return new TokenError(kind, `the token endpoint answered ${status}${problem}.`, {
    status,
    // What no retry cures needs no delay.
    retryAfter: kind === "rate-limited" || kind === "unavailable" ? delayOf(retryAfter, now) : void 0
  });
}
function meaningOf(status, says) {
  const forbidden = status === 403;
  if (status === 429 || forbidden && says(/rate limit exceeded/i))
    return ["rate-limited", ": too many tokens were asked for in the last minute"];
  if (forbidden && says(/csrf/i))
    return [
      "csrf",
      ": the CSRF check failed. The request needs the csrftoken cookie and the same value as X-CSRFToken"
    ];
  if (status === 401 || forbidden)
    return ["unauthenticated", ": nobody is logged in, or this user may not have a token"];
  if (status === 408 || status >= 500) return ["unavailable", ": the backend is in trouble"];
  if (status >= 400) return ["rejected", ": check its address and that it takes a POST"];
  return ["malformed", ", which is no token"];
}
function delayOf(retryAfter, now) {
  const given = retryAfter?.trim() ?? "";
  if (/^\d+$/.test(given)) return Number(given) * 1e3;
  const delay = given.endsWith("GMT") ? Date.parse(given) - now : NaN;
  return Number.isNaN(delay) ? void 0 : Math.max(0, delay);
}
function textOf(body) {
  if (typeof body === "string") return body;
  try {
    return JSON.stringify({ body });
  } catch {
    return "";
  }
}

// lib/token/token-error-of.ts
function tokenErrorOf(error, now) {
  if (error instanceof GatewaySocketError) return error;
  if (isRecord(error) && typeof error.status === "number") {
    if (error.status > 0)
      return refusalOf({ status: error.status, body: bodyOf(error), retryAfter: retryAfterOf(error) }, now);
    return new TokenError("network", "the token request had no answer.");
  }
  if (error instanceof SyntaxError) return new TokenError("malformed", "the answer to the token request was no JSON.");
  if (isRecord(error) && isRecord(error.cause) && error.cause.code === "ERR_INVALID_URL") {
    return new ConfigError("token", "there is no page here, so the address of the token endpoint must be absolute.", {
      cause: error
    });
  }
  return new TokenError("network", "the token request failed before an answer came.", { cause: error });
}
function bodyOf(error) {
  if ("error" in error) return error.error;
  if ("body" in error) return error.body;
  return "message" in error ? error.message : void 0;
}
function retryAfterOf({ headers }) {
  if (!isRecord(headers) || typeof headers.get !== "function") return null;
  const value = Reflect.apply(headers.get, headers, ["Retry-After"]);
  return typeof value === "string" ? value : null;
}

// lib/token/token-source.ts
function freshToken(source, context, { tokenTimeout, used }, { scheduler }) {
  return defer11(() => {
    const asked2 = scheduler.now();
    return defer11(() => isObservable3(source) ? source : called(source, context)).pipe(
      take5(1),
      throwIfEmpty(() => new TokenError("malformed", "the token source completed without a token.")),
      timeout2({
        first: tokenTimeout,
        scheduler,
        with: () => {
          throw new TokenError("timeout", `no token came within ${tokenTimeout} ms.`);
        }
      }),
      map7((input) => {
        const { token, lifetime } = readToken(input);
        const age = scheduler.now() - asked2;
        if (age > lifetime) {
          throw new TokenError("timeout", `the token came after ${age} ms and lives for ${lifetime} ms only.`);
        }
        used?.claim(token);
        return token;
      }),
      catchError2((error) => {
        throw tokenErrorOf(error, scheduler.now());
      })
    );
  });
}
function called(source, context) {
  const returned = source(context);
  try {
    if (typeof returned !== "string") return from2(returned);
  } catch {
  }
  throw new ConfigError(
    "token",
    `the function must return an Observable, a Promise or an iterable of a token; it returned ${shapeOf(returned)}.`
  );
}
var UsedTokens = class {
  constructor(capacity = 16) {
    this.capacity = capacity;
  }
  capacity;
  #last = [];
  /** Notes that a token is used now; throws a `reused` {@link TokenError} if it was before. */
  claim(token) {
    if (this.#last.includes(token)) {
      throw new TokenError(
        "reused",
        "the token source gave a token that was used before. It must fetch a new one for each subscription: hand over a cold Observable, or a function, without shareReplay() behind it."
      );
    }
    this.#last.push(token);
    if (this.#last.length > this.capacity) this.#last.shift();
  }
};
function readToken(input) {
  const answer = typeof input === "string" ? { token: input } : input;
  if (!isRecord(answer) || !("token" in answer)) {
    throw new TokenError("malformed", `expected a token, or an object with one, and got ${shapeOf(input)}.`);
  }
  const { token, expires_in: expiresIn } = answer;
  if (typeof token !== "string" || token === "") {
    throw new TokenError("malformed", `expected \`token\` to be a non-empty string and got ${shapeOf(token)}.`);
  }
  return { token, lifetime: typeof expiresIn === "number" && expiresIn > 0 ? expiresIn * 1e3 : Infinity };
}
function keysOf(value) {
  const keys = Object.keys(value).slice(0, 8);
  return keys.map((key) => key.slice(0, 40)).join(", ");
}
function shapeOf(value) {
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  if (typeof value === "object") return `an object with the keys [${keysOf(value)}]`;
  return value === "" ? "an empty string" : typeof value;
}

// lib/gateway-socket.ts
function gatewaySocket(config) {
  return assemble(config, realHost);
}
function assemble(config, host) {
  const settings = resolveConfig(config);
  const { token, tokenTimeout, singleUseToken, rotation, keepAlive, linger, signal } = settings;
  const closed$ = new ReplaySubject(1);
  let farewell;
  const journal = createJournal();
  const isClosed = () => farewell !== void 0;
  let { channel } = settings;
  const asks$ = new Subject7();
  const undelivered = ({ name, params = {} }, reason) => journal.fault({ type: "undelivered", name, params, reason });
  const outbox = createOutbox(settings.outbox, host, undelivered, closed$);
  const sending = { ...settings, outbox, undelivered, isClosed, closed$ };
  const sender = createSender({ ...sending, channel: () => channel }, host);
  const requests = createRequests({ ...sending, sender }, host);
  const router = createRouter();
  const asked2 = () => requests.open || journal.faultsObserved;
  const inbox = createInbox(settings, (name) => router.wants(name) || asked2(), closed$);
  const answer = (decoded2, link) => {
    if (decoded2.type === "message" && requests.open) requests.answer(decoded2.name, decoded2.message);
    if (decoded2.type === "gateway-error") requests.refuse(link, decoded2.message);
  };
  const deliver = (decoded2, link) => {
    answer(decoded2, link);
    if (decoded2.type === "message") router.route(decoded2.name, decoded2.message);
    else journal.fault(decoded2);
  };
  const receive = (data, link, copy) => {
    if (copy ? requests.open : router.observed || asked2()) inbox.receive(data, link, copy ? answer : deliver);
  };
  const tokens = { tokenTimeout, ...singleUseToken && { used: new UsedTokens() } };
  const lingering = () => journal.status.state === "failed" ? of5(0) : timer7(linger, host.scheduler);
  const isPong = (frame) => !keepAlive?.reply || inbox.peek(frame)?.name === keepAlive.reply;
  const isReply = (frame) => {
    const decoded2 = requests.open ? inbox.peek(frame) : void 0;
    return decoded2 !== void 0 && requests.isAnswer(decoded2.name, decoded2.message);
  };
  const session$ = connection(
    {
      ...settings,
      ...rotation,
      channel: () => channel,
      asks$,
      authorize: token && ((context) => freshToken(token, context, tokens, host)),
      farewell: () => farewell ?? normalClosure,
      keepAlive: keepAlive && { ...keepAlive, text: pingText(keepAlive, settings), isReply: isPong },
      keyOf: frameKey(rotation.dedupe, inbox),
      isAnswer: (frame) => isReply(frame) || keepAlive !== void 0 && keepAlive.reply !== "" && isPong(frame),
      receive,
      awaited: (link) => requests.awaited(link)
    },
    host,
    journal
  ).pipe(
    tap5((signal2) => {
      switch (signal2.type) {
        case "moved":
          sender.attach(signal2.link);
          return;
        case "opened":
          sender.attach(signal2.link, firstMessages(settings.hello, signal2.opened), signal2.opened.channel);
          requests.lost((link) => !link.writable);
          return;
        case "gone":
          sender.lost(signal2.link, signal2.error.code);
          requests.lost((link) => link === signal2.link || !link.writable, signal2.error);
          return;
      }
    }),
    resumeOn(settings.resumeOn, (thrown) => {
      const error = ownError(thrown);
      journal.event({ type: "failed", at: host.scheduler.now(), error });
      outbox.abandon("failed", error);
      return error;
    }),
    ignoreElements3(),
    takeUntil7(closed$),
    tap5({ unsubscribe: () => journal.event({ type: "idle", at: host.scheduler.now() }) }),
    share4({ resetOnComplete: false, resetOnRefCountZero: lingering })
  );
  const holding = (messages$) => new Observable9((subscriber) => {
    messages$.subscribe(subscriber);
    subscriber.add(
      session$.subscribe({
        error: (error) => subscriber.error(error),
        complete: () => subscriber.complete()
      })
    );
  });
  outbox.pending$.pipe(
    switchMap6((pending) => pending ? session$.pipe(catchError3(() => EMPTY5)) : EMPTY5),
    takeUntil7(closed$)
  ).subscribe();
  const close = (code = normalClosure.code, reason = normalClosure.reason) => {
    const frame = checkCloseFrame({ code, reason });
    if (isClosed()) return;
    farewell = frame;
    outbox.abandon("closed");
    closed$.next();
    journal.event({ type: "closed", at: host.scheduler.now() });
    journal.complete();
  };
  if (signal?.aborted) close();
  else if (signal)
    fromEvent2(signal, "abort").pipe(takeUntil7(closed$)).subscribe(() => close());
  const asMapped = (messages$) => messages$;
  return {
    messages$: asMapped(holding(router.all$)),
    on: (...types) => asMapped(holding(router.on(types))),
    status$: journal.status$,
    opened$: journal.opened$,
    events$: journal.events$,
    faults$: journal.faults$,
    get status() {
      return journal.status;
    },
    send: (name, ...[params, options]) => sender.send(outgoing(name, params, options)),
    request: (name, ...[params, options]) => asMapped(merge7(requests.ask(outgoing(name, params, options), options), session$).pipe(take6(1))),
    join: (other) => {
      checkChannel(other, settings.channelPattern);
      if (isClosed() || other === channel) return;
      channel = other;
      asks$.next("join");
    },
    drain: () => outbox.drain(),
    reconnect: () => asks$.next("reconnect"),
    connect: () => session$.pipe(catchError3(() => EMPTY5)).subscribe(),
    close,
    [disposal()]: () => close()
  };
}
function disposal() {
  const { dispose } = Symbol;
  return dispose ?? /* @__PURE__ */ Symbol.for("Symbol.dispose");
}
export {
  assemble,
  gatewaySocket
};
