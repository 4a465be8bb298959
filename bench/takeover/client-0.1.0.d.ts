import type { Rule } from '../../spec/takeover/rule';

/** The client of version 0.1.0, with time and chance from outside. */
export declare const assemble: Rule;
