/** What the template hands to the script with `{{ live|json_script:"live" }}`. */
export interface ServerData {
  readonly url: string;
  readonly tokenUrl: string;
  readonly channel: string;
  readonly username: string;
}

export function serverData(): ServerData {
  // `chat_page.py` writes it, with these four.
  return JSON.parse(the('live').textContent) as ServerData;
}

/** An element that the template has. */
export function the(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`the template has no element with the id "${id}"`);
  return element;
}
