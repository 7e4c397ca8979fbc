import { z } from 'zod';

/** Shortest and longest password, in characters (ASVS 5 V6.2: at least 8, and 64 at most must fit). */
export const MIN_PASSWORD = 10;
export const MAX_PASSWORD = 128;

/** What people choose most, of those that are long enough; lower case, without spaces and marks at the end. From many years of published lists. */
const COMMON = new Set(
  `1234567890 12345678910 123456789a 0123456789 0987654321 9876543210 1234567891 123456789q 1q2w3e4r5t 1q2w3e4r5t6y q1w2e3r4t5 q1w2e3r4t5y6
  qwertyuiop qwerty1234 qwerty12345 qwerty123456 qwertyuiop123 1qaz2wsx3edc zaq12wsxcde3 zaq1zaq1zaq1 qazwsxedcrfv asdfghjkl1 asdfghjkl123 asdfghjkl
  zxcvbnm123 zxcvbnm1234 1234qwerasdf qwer1234asdf abcdefghij abcdefghijk abcdefghijkl abcd123456 abc1234567 abc123456789 a123456789 a1234567890 aa12345678 aa123456789
  password12 password123 password1234 password12345 password01 password00 passw0rd123 p@ssw0rd123 p@ssword123 passwordpassword mypassword mypassword1 newpassword newpassword1
  changeme123 changeme1234 letmein123 letmein1234 letmeinplease welcome123 welcome1234 welcome12345 welcome2023 welcome2024 welcome2025 welcome2026
  iloveyou123 iloveyou12 iloveyou1234 iloveyou2 ilovemyself iloveyousomuch loveyou123 sunshine123 sunshine12 princess123 princess12 football123 football12 baseball123 baseball12
  basketball basketball1 superman123 batman12345 spiderman123 pokemon123 dragon12345 monkey12345 michael123 jennifer123 charlie123 jordan12345 liverpool1 liverpool123 manchester
  manchesterunited chelsea123 arsenal123 barcelona1 realmadrid starwars123 blink182182 computer123 internet123 samsung123 google12345 facebook123 linkedin123 microsoft123
  administrator administrator1 admin12345 admin123456 admin1234567 adminadmin adminadmin1 administrador root123456 rootroot12 superuser1 secret1234 secret12345 topsecret1 default123
  trustno1trustno1 whatever123 unbelievable nevermind1 freedom123 america123 england123 germany123 christmas1 christmas123 december123 january2024 january2025 january2026 summer2023
  summer2024 summer2025 summer2026 winter2023 winter2024 winter2025 winter2026 spring2024 spring2025 spring2026 autumn2024 autumn2025 autumn2026 correcthorsebatterystaple 1111111111
  0000000000 1212121212 1231231231 123123123123 123321123321 112233445566 1122334455 111222333444 147258369 1472583690 789456123 7894561230 9638527410 test123456 test1234567 testtest12
  testtesttest tester1234 testing123 testing1234 guest12345 guestguest user123456 useruser12 demo123456 company123 marketing1 marketing123 trellis123 trellis1234`.split(
    /\s+/,
  ),
);

/** Why a password is too easy to guess; null where it is not. `about`: words an attacker tries first (address, name, company). */
export function passwordFault(password: string, about: readonly string[] = []): string | null {
  const plain = password.toLowerCase().replace(/[\s!.?*#$_-]+$/, '');
  if (COMMON.has(plain) || COMMON.has(plain.replaceAll(' ', '')))
    return 'This password stands on the lists that attackers try first';
  if (new Set(plain).size < 4) return 'A password needs more than three different characters';
  const words = about.flatMap((text) => [text, ...text.split('@')]).map((text) => text.toLowerCase().trim());
  if (words.some((word) => word.length > 3 && plain.replace(word, '').length < 4))
    return 'A password must not be your name, address or company';
  return null;
}

/** A password somebody chooses: length counts, no rules of composition, none of the common ones. */
export const newPasswordSchema = z
  .string()
  .min(MIN_PASSWORD, `A password has at least ${MIN_PASSWORD} characters`)
  .max(MAX_PASSWORD, `A password has at most ${MAX_PASSWORD} characters`)
  .superRefine((password, issues) => {
    // Only what has a fitting length is looked at closely: the look costs more the longer the text.
    const fits = password.length >= MIN_PASSWORD && password.length <= MAX_PASSWORD;
    const fault = fits && passwordFault(password);
    if (fault) issues.addIssue({ code: 'custom', message: fault });
  });
