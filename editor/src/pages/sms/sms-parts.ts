/** Characters of GSM 03.38's basic set; those of its extension table count twice. */
const BASIC =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
const EXTENDED = '^{}\\[~]|€';

/** How many messages a text is sent as: 160 characters in one or 153 in each of several; 70 and 67 where a letter is outside of GSM's own. */
export function smsParts(text: string): { characters: number; parts: number } {
  const letters = [...text];
  const gsm = letters.every((letter) => BASIC.includes(letter) || EXTENDED.includes(letter));
  const size = gsm ? letters.reduce((sum, letter) => sum + (EXTENDED.includes(letter) ? 2 : 1), 0) : text.length;
  const [one, each] = gsm ? [160, 153] : [70, 67];
  return { characters: letters.length, parts: size <= one ? 1 : Math.ceil(size / each) };
}
