import { requestId } from '../sending/request-ids';
import { isCounted, type Note } from './notes';
import { packed, readNote } from './read-note';
import type { Channel, TabHost } from './tab-host';

/** The channel of one connection in one page. */
export class NoteChannel {
  #channel: Channel | undefined;
  /** The notes of this page that its own tabs have not received yet. */
  #own: Note[] | undefined;
  /** Notes that wait until it is certain that this page is still the holder. */
  #held: Note[] | undefined;
  readonly #fences = new Map<string, () => unknown>();

  constructor(
    private readonly name: string,
    private readonly host: TabHost,
    /** Receives the notes of all pages, including this one. `other`: the note is from another page. */
    private readonly receive: (note: Note, other: boolean) => void,
  ) {}

  open(): void {
    this.#channel = this.host.channel(this.name, (data) => {
      const note = readNote(data);
      if (note?.t === 'fence') this.#passed(note.id);
      else if (note) this.receive(note, true);
    });
  }

  close(): void {
    this.#channel?.close();
    this.#channel = undefined;
    this.#fences.clear();
  }

  /** Sends a note to all pages. While notes are held, those that tabs process in order wait. */
  post(note: Note): void {
    if (this.#held && isCounted(note)) this.#held.push(note);
    else this.#send(note);
  }

  /** Holds the notes until everything has arrived that was sent to this page until now. */
  hold(): void {
    if (this.#held) return;
    const held: Note[] = (this.#held = []);
    this.fence(() => {
      if (this.#held !== held) return;
      this.drop();
      for (const note of held) this.#send(note);
    });
  }

  /** Drops the notes that are held. */
  drop(): void {
    this.#held = undefined;
  }

  /** Calls back after everything that was sent to this page until now has arrived. */
  fence(passed: () => unknown): void {
    const id = requestId();
    this.#fences.set(id, passed);
    const end = this.host.channel(this.name, () => undefined);
    end.post({ t: 'fence', id });
    end.close();
  }

  #send(note: Note): void {
    this.#channel?.post(packed(note));
    // A channel does not deliver a page's notes to that page. This keeps the order, also if a receiver causes the next
    // note.
    if (this.#own) {
      this.#own.push(note);
      return;
    }
    this.#own = [note];
    for (let next = this.#own.shift(); next; next = this.#own.shift()) this.receive(next, false);
    this.#own = undefined;
  }

  #passed(id: string): void {
    const passed = this.#fences.get(id);
    this.#fences.delete(id);
    passed?.();
  }
}
