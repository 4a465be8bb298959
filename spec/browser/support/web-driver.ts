/** Commands of WebDriver, over fetch: as much of it as a spec needs. One command runs at a time, in one window. */
export class WebDriver {
  #last: Promise<unknown> = Promise.resolve();
  #window: string | undefined;

  private constructor(private readonly session: string) {}

  /** Starts a browser. `address`: of the driver, which may still be starting. */
  static async start(address: string, capabilities: object): Promise<WebDriver> {
    for (let left = 100; ; left -= 1) {
      try {
        const session = await command('POST', `${address}/session`, { capabilities: { alwaysMatch: capabilities } });
        return new WebDriver(`${address}/session/${(session as { sessionId: string }).sessionId}`);
      } catch (error) {
        // The driver does not listen yet.
        if (left === 0 || error instanceof WebDriverError) throw error;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
  }

  /** Opens a tab. @returns its handle */
  newTab(): Promise<string> {
    return this.#next(async () => {
      const opened = await this.#post('/window/new', { type: 'tab' });
      return (opened as { handle: string }).handle;
    });
  }

  goto(window: string, url: string): Promise<unknown> {
    return this.#in(window, () => this.#post('/url', { url }));
  }

  back(window: string): Promise<unknown> {
    return this.#in(window, () => this.#post('/back', {}));
  }

  reload(window: string): Promise<unknown> {
    return this.#in(window, () => this.#post('/refresh', {}));
  }

  close(window: string): Promise<void> {
    return this.#in(window, async () => {
      this.#window = undefined;
      await command('DELETE', `${this.session}/window`);
    });
  }

  /** What an expression is in the page, or what it resolves with. */
  evaluate(window: string, expression: string): Promise<unknown> {
    const script = `const done = arguments[0]; Promise.resolve().then(() => ${expression})
      .then((value) => done({ value }), (error) => done({ error: String(error) }));`;
    return this.#in(window, async () => {
      const result = (await this.#post('/execute/async', { script, args: [] })) as { value?: unknown; error?: string };
      if (result.error !== undefined) throw new Error(result.error);
      return result.value;
    });
  }

  /** Ends the browser. */
  end(): Promise<unknown> {
    return this.#next(() => command('DELETE', this.session));
  }

  #in<Result>(window: string, work: () => Promise<Result>): Promise<Result> {
    return this.#next(async () => {
      if (this.#window !== window) await this.#post('/window', { handle: window });
      this.#window = window;
      return work();
    });
  }

  #next<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#last.then(work);
    this.#last = result.catch(() => undefined);
    return result;
  }

  #post(path: string, body: object): Promise<unknown> {
    return command('POST', this.session + path, body);
  }
}

/** What a driver answers that cannot do what it was told. */
export class WebDriverError extends Error {}

async function command(method: string, url: string, body?: object): Promise<unknown> {
  const answer = await fetch(url, { method, ...(body && { body: JSON.stringify(body) }) });
  const { value } = (await answer.json()) as { value: unknown };
  if (!answer.ok) {
    const { error, message } = value as { error: string; message: string };
    throw new WebDriverError(`${method} ${new URL(url).pathname.split('/').at(-1)}: ${error}: ${message}`);
  }
  return value;
}
