import { firstValueFrom } from 'rxjs';
import { djangoToken, type DjangoTokenOptions } from '../../../lib';

declare global {
  interface Window {
    askForToken: (url: string, options?: DjangoTokenOptions) => Promise<string>;
  }
}

/** What a spec calls in a page: the token, or the kind of the error. */
window.askForToken = (url, options) =>
  firstValueFrom(djangoToken(url, options)).then(
    (input) => (typeof input === 'string' ? input : input.token),
    (error: unknown) => (error as { kind: string }).kind,
  );
