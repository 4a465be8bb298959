/** A page that somebody looks at, in whichever browser. */
export interface Tab {
  /** What the page and the browser have written to the console, and errors that nobody caught. */
  readonly console: readonly string[];
  close(): Promise<void>;
  /** Clicks as a person does: once there is such an element, it is visible, and nothing covers it. */
  click(selector: string): Promise<void>;
  fill(selector: string, text: string): Promise<void>;
  /** What a function of the page returns. It must not refer to anything outside itself. */
  evaluate<Args extends readonly unknown[], Result>(
    work: (...args: Args) => Result | Promise<Result>,
    ...args: Args
  ): Promise<Result>;
}

/** A person with a browser profile of their own. */
export interface Person {
  /** Opens an address in a new tab. */
  open(url: string): Promise<Tab>;
}

/** A running browser. */
export interface RealBrowser {
  newPerson(): Promise<Person>;
  /** Closes what people have opened. */
  sendHome(): Promise<void>;
  close(): Promise<void>;
}

/** ms after which what has not happened never will. */
const PATIENCE = 20_000;
/** ms between two looks. */
const PAUSE = 40;

/** The text of the first element that matches, once it is there and its text is as wanted. */
export async function until(tab: Tab, selector: string, wanted: string | RegExp | ((text: string) => boolean) = '') {
  const holds =
    typeof wanted === 'function'
      ? wanted
      : (text: string) => (typeof wanted === 'string' ? text.includes(wanted) : wanted.test(text));
  const deadline = Date.now() + PATIENCE;
  for (;;) {
    const texts = await tab.evaluate(
      (css) => [...document.querySelectorAll(css)].map(({ textContent }) => textContent),
      selector,
    );
    const found = texts.find(holds);
    if (found !== undefined) return found;
    if (Date.now() > deadline) {
      throw new Error(`waited for ${String(wanted)} in ${selector}, and there is ${JSON.stringify(texts)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
}

/** A figure of the page. */
export async function numberIn(tab: Tab, selector: string): Promise<number> {
  return Number((await until(tab, selector)).replaceAll(',', ''));
}

/** The same, once it is at least so much. */
export async function atLeast(tab: Tab, selector: string, least: number): Promise<number> {
  return Number((await until(tab, selector, (text) => Number(text.replaceAll(',', '')) >= least)).replaceAll(',', ''));
}
