/** A problem's sentence where the step's name already stands beside it: “Welcome”: “Subject” is not filled in. → “Subject” is not filled in. */
export function withoutName(message: string, name: string): string {
  const start = `“${name}”: `;
  if (!message.startsWith(start)) return message;
  const rest = message.slice(start.length);
  return rest.charAt(0).toUpperCase() + rest.slice(1);
}
