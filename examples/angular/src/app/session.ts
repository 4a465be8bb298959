import { HttpClient } from '@angular/common/http';
import { inject, Injectable } from '@angular/core';
import { Subject } from 'rxjs';

const NAMES = ['Ada', 'Alan', 'Barbara', 'Edsger', 'Grace', 'Katherine', 'Margaret', 'Niklaus'] as const;

const below = (limit: number): number => Math.floor(Math.random() * limit);

/** Who is here. A real application asks its backend; this one has a name for each tab. */
@Injectable({ providedIn: 'root' })
export class Session {
  readonly #http = inject(HttpClient);
  readonly #signedIn = new Subject<void>();

  readonly username = `${NAMES[below(NAMES.length)]} ${10 + below(90)}`;
  /** The moment to try again what failed for want of a login. */
  readonly signedIn$ = this.#signedIn.asObservable();

  signIn(): void {
    this.#http.post('/demo/sign-in', null).subscribe(() => this.#signedIn.next());
  }
}
