/** A text as somebody would search for it: without markup and line breaks, and without what surrounds its words. */
export function searchable(text: string): string {
  return text
    .replace(/<\/?[a-z][a-z\d]*>/g, '')
    .replace(/\s+/g, ' ')
    .replace(/…[:\s…]*…/g, '…')
    .replace(/^[\s.…:()[\]]+|[\s.…:()[\]]+$/g, '');
}

/** Whether a page names a text, in code of its own or as the value of a frame: a longer text that holds it is another one. */
export function isIn(page: string, text: string): boolean {
  return (
    page.includes(`"${text}"`) || [...page.matchAll(/`([^`\n]+)`/g)].some(([, code = '']) => searchable(code) === text)
  );
}
