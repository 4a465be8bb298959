import { errorText } from './error-text';
import { printable } from './printable';
import { redact } from './redact';

/** A warning of the process, of one line and without secrets: what was thrown here is not what the process ends by. */
export function warn(what: string, error: unknown): void {
  process.emitWarning(`${what}: ${printable(redact(errorText(error)))}`);
}
