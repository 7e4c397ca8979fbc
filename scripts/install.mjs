import { readFile } from 'node:fs/promises';
import { mendPostgres } from './mend-postgres.mjs';
import { root, runQuietly, stage } from './stage.mjs';

/** Installs the packages of package-lock.json, unless node_modules holds exactly these. */
export async function installPackages() {
  const reason = await whyInstall();
  if (!reason) return mendPostgres();
  await stage(`Installing packages: ${reason}`, async () => {
    // Not `npm ci`: it refuses a lock file that lacks optional packages of other platforms, and some of ours are not
    // published for all. With --no-save the lock file is obeyed and left as it is.
    await runQuietly('npm', ['install', '--no-save', '--no-audit', '--no-fund'], {
      failure: 'The packages could not be installed',
      advice: 'Check that the npm registry is reachable (`npm ping`) and that this folder is writable, then try again.',
    });
    await mendPostgres();
    return 'Packages installed';
  });
}

/** npm notes in node_modules/.package-lock.json what it installed. */
async function whyInstall() {
  const wanted = await readPackages('package-lock.json');
  const installed = await readPackages('node_modules/.package-lock.json').catch(() => undefined);
  if (!installed) return 'node_modules is missing';
  for (const [path, { version, link, optional }] of Object.entries(wanted)) {
    if (!path.includes('node_modules/')) continue;
    const found = installed[path];
    // Optional packages are for other platforms where they are missing.
    if (found ? found.version !== version || found.link !== link : !optional) return 'package-lock.json changed';
  }
  return undefined;
}

async function readPackages(path) {
  return JSON.parse(await readFile(new URL(path, root), 'utf8')).packages;
}
