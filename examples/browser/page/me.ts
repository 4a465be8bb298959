const NAMES = ['Ada', 'Grace', 'Katherine', 'Margaret', 'Barbara', 'Radia', 'Hedy', 'Edith'] as const;

/** Who is here. A real page is told by its backend; this one has `?name=`, or a name for each visit. */
export const me = new URLSearchParams(location.search).get('name') ?? anybodyBut('');

/** Whether the tabs of the same person share one connection: `?share`. */
export const shares = new URLSearchParams(location.search).has('share');

/** The address of this page, for somebody. */
export function addressOf(name: string, share: boolean): string {
  return `?name=${encodeURIComponent(name)}${share ? '&share' : ''}`;
}

/** Somebody else, to chat with from another tab. */
export const another = anybodyBut(me);

function anybodyBut(taken: string): string {
  const free = NAMES.filter((name) => name !== taken);
  return free[Math.floor(Math.random() * free.length)] ?? NAMES[0];
}
