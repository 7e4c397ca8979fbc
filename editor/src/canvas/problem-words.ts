/** A problem's sentence where the step's name already stands beside it: “Welcome”: “Subject” is not filled in. → “Subject” is not filled in. And “Welcome” has no next step → Has no next step. */
export function withoutName(message: string, name: string): string {
  const start = `“${name}”: `;
  const before = [start, `“${name}” `].find((one) => name !== '' && message.startsWith(one));
  if (before === undefined) return message;
  const rest = message.slice(before.length);
  return rest.charAt(0).toUpperCase() + rest.slice(1);
}
