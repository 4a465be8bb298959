/** A link or an image of Markdown without a title, or an image of HTML with one address. */
const LINK = /(!?)\[([^\]]*)\]\(([^)\s]+)\)|<(?:img|source)\b[^>]*\bsrc(?:set)?="([^"\s]+)"[^>]*>/g;

/** What is left of a picture whose images are all left out. */
const EMPTY_PICTURE = /<picture>\s*<\/picture>\s*/g;

/** A target that leads out of the repository, or to a heading of the same page. */
const ELSEWHERE = /^(?:[a-z]+:|#)/i;

/**
 * The README as the package has it. A relative link leads into the package; what the package does not hold is linked in
 * the repository. Without a repository such a link is its text alone, and such an image is left out.
 *
 * @param packed the paths of the files in the package
 * @param repository its page, without a slash at the end
 */
export function packedReadme(readme: string, packed: ReadonlySet<string>, repository?: string): string {
  const linked = readme.replaceAll(
    LINK,
    (whole, mark: string | undefined, text = '', link?: string, source?: string) => {
      const target = link ?? source ?? '';
      const [path = ''] = target.split('#');
      if (ELSEWHERE.test(target) || packed.has(path)) return whole;
      const isImage = source !== undefined || mark === '!';
      if (repository !== undefined)
        return whole.replace(target, `${repository}/${isImage ? 'raw' : 'blob'}/HEAD/${target}`);
      return isImage ? '' : String(text);
    },
  );
  return linked.replaceAll(EMPTY_PICTURE, '');
}

/** The relative targets of a README that are not in the package. */
export function lostLinks(readme: string, packed: ReadonlySet<string>): readonly string[] {
  return [...readme.matchAll(LINK)]
    .map(([, , , link, source]) => link ?? source ?? '')
    .filter((target) => !ELSEWHERE.test(target) && !packed.has(target.split('#')[0] ?? ''));
}
