/** The headings of a page as links, each with those beneath it on one line. */
export const contentsOf = (page: string): string =>
  page
    .replaceAll(/^```[^]*?^```$/gm, '')
    .split(/^(?=## )/m)
    .slice(1)
    .map((chapter) => {
      const [first = '', ...beneath] = [...chapter.matchAll(/^###? (.+)$/gm)].map(
        ([, of = '']) => of,
      );
      return `- ${link(first)}${beneath.length === 0 ? '' : `: ${beneath.map(link).join(', ')}`}`;
    })
    .join('\n');

const link = (title: string): string => `[${title}](#${anchorOf(title)})`;

/** As GitHub names them. */
const anchorOf = (title: string): string =>
  title
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
