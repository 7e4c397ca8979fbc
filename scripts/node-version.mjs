/** Ends with one clear line on a Node that is too old. Imported first, and written so that old ones can read it. */
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Trellis needs Node 20.19 or newer, this is ${process.versions.node} (${process.execPath}).`);
  console.error(
    '→ Install a newer one from https://nodejs.org or with your version manager, then run the same command again.',
  );
  process.exit(1);
}
