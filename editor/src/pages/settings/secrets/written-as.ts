/** How a webhook names a secret. */
export const writtenAs = (name: string): string => `{{ secrets.${name} }}`;
