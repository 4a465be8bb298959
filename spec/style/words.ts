/** Words that are not used here, and what to write instead. */
export interface Word {
  /** With the flag `g`. */
  readonly pattern: RegExp;
  readonly instead: string;
}

/** Those of whom a text may tell what they say, know or want. */
const PEOPLE =
  'you|we|users?|people|persons?|somebody|someone|anybody|anyone|everybody|everyone|nobody|developers?|readers?|visitors?|members?|guests?|attackers?|authors?|maintainers?|contributors?|others|those|Ada|Alan|engineers?|newcomers?|strangers?|reporters?';

/** A person stands before it, with at most one adverb in between. */
const notSaidOf = (people: string): string => `(?<!\\b(?:${people})\\s+(?:\\w+ly\\s+|never\\s+|also\\s+)?)`;

const ofThings = (verbs: string, instead: string): Word => ({
  pattern: new RegExp(`${notSaidOf(PEOPLE)}\\b(?:${verbs})\\b`, 'gi'),
  instead,
});

const word = (words: string, instead: string): Word => ({
  pattern: new RegExp(`\\b(?:${words})\\b`, 'gi'),
  instead,
});

export const WORDS: readonly Word[] = [
  // Things that are spoken of as if they were persons.
  ofThings(
    'says|said',
    'a thing does not say: write states, contains, reports, means, or name the option and its value',
  ),
  ofThings('knows|knew', 'a thing does not know: write has, stores, can identify, is available'),
  ofThings('wants|wanted|wishes', 'a thing does not want: write needs, requires, expects'),
  ofThings('hears|heard|listens', 'a thing does not hear: write receives, is subscribed to'),
  ofThings('speaks|spoke', 'a thing does not speak: write uses, supports'),
  ofThings('learns|learned|learnt', 'a thing does not learn: write is notified, receives'),
  ofThings('believes|believed', 'a thing does not believe: write accepts, relies on'),
  ofThings('forgets|forgot|forgotten', 'a thing does not forget: write discards, removes, is lost'),
  word(
    '(?<!to )tells|told',
    'a thing does not tell: write reports, emits, is reported, is notified; for "told apart": distinguished',
  ),
  word('(?:is|are|was|were|be|been) asked|asks', 'a thing does not ask: write calls, requests, queries'),
  // "who" for a caller or a client.
  {
    pattern: new RegExp(`${notSaidOf(PEOPLE)}\\b(?:who|whom|whoever)\\b(?! (?:may|can|gets?|decides?)\\b)`, 'gi'),
    instead: 'not for a thing: name the caller, the client or the user',
  },
  // Riddles: what the reader has to guess.
  word(
    '(?<!there )(?<!there would )(?:is|are|was|were|be) no(?! longer| more\\b| less\\b| reason)',
    'write "is not a …", or "there is no …"',
  ),
  word('for ever', 'write forever, without a limit, or never ends'),
  word("of (?:its|their|one's|your|a) own(?= (?:kind|sort))", 'name what it is'),
  word('what there is to|that there is\\b|what there is', 'name what it is: "all files", "the available …"'),
  word('did not make it|do not make it|does not make it|makes it through', 'write could not be delivered'),
  word(
    'for want of|by chance|in vain|in its stead|at home',
    'write without, at random, without success, instead, or name the place',
  ),
  word('hence|thereof|whereupon|wherein|whence|heretofore|lest', 'write so, then, where'),
  word('a line of its own', 'write: on its own line'),
  word('the house|of the house', 'write the code base, the project'),
  {
    pattern: /(?<=^\s*|[.:;]\s+)Where (?!available\b|to\b|do\b|does\b|is\b|are\b)[a-z][^?]*,/g,
    instead: 'write "If …"',
  },
  {
    pattern:
      /(?<=^\s*|[.]\s+)What (?:is|was|are|were|waits|waited|comes|came|must|needs|goes|they|it|a|the)\b[^.?!:]{20,}\./g,
    instead: 'begin with the subject: "Messages that …"',
  },
  // The trade's terms.
  word(
    'copies(?! of (?:the|this|a) (?:package|class|client|file|page|library))',
    'write duplicates, for frames that two connections bring; else repeat what is copied',
  ),
  word('journal', 'write event log'),
  word('farewell', 'write close frame'),
  word('surroundings', 'write environment'),
  word('asker|askers', 'write subscriber'),
  word('strikes?|struck', 'a limit does not strike: write applies, ends the connection'),
  word(
    '(?:cut|cuts|cutting) the line|line that (?:is|was) cut|the line (?:is|was) (?:cut|broken)|line broke',
    'write connection',
  ),
  word('sign of life|signs of life', 'write a frame'),
  word('doubles', 'write delivers twice, or duplicates'),
  word('met|meets', 'name what happens: is received during, matches, fulfils'),
  word('swallows?|swallowed', 'write discards, ignores'),
  word('besides|beside which', 'write also, and, next to'),
  word('dies|died', 'a connection does not die: write is lost, ends'),
  word('lies? in (?:the|its)|lay in', 'write is in'),
  word('twofold|threefold|thereby|therein', 'write twice, so, in it'),
];
