import { errorText } from './error-text';
import { printable } from './printable';
import { redact } from './redact';

/** Emits a warning of the process, in one line and without secrets: an error here must not end the process. */
export function warn(what: string, error: unknown): void {
  process.emitWarning(`${what}: ${printable(redact(errorText(error)))}`);
}
