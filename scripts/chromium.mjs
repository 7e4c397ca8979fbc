import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runCaptured, runQuietly, StageFailure, stage } from './stage.mjs';

/** Browsers the e2e tests can drive, best first: Debian's Chromium, then what people have installed. */
const PLACES = [
  ...['chromium', 'chromium-browser', 'google-chrome'].flatMap((name) =>
    ['/usr/bin', '/usr/local/bin'].map((folder) => join(folder, name)),
  ),
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];
const PACKAGES = ['chromium', 'fonts-liberation'];
const APT = { DEBIAN_FRONTEND: 'noninteractive' };

/** The path of an installed Chromium, or undefined. */
export function findChromium() {
  return PLACES.find((path) => existsSync(path));
}

/** Makes sure there is a Chromium: as root on Debian it is installed, elsewhere the person is told how. */
export async function ensureChromium() {
  if (findChromium()) return;
  const command = `apt-get update && apt-get install -y --no-install-recommends ${PACKAGES.join(' ')}`;
  const hasApt = (await runCaptured('apt-get', ['--version'])).code === 0;
  if (!hasApt || process.getuid?.() !== 0) {
    throw new StageFailure(
      'The browser tests need Chromium, and none is installed.',
      hasApt ? `Run: sudo sh -c '${command}'` : 'Install Chromium or Google Chrome with your package manager.',
    );
  }
  await stage('Installing Chromium', async () => {
    const advice = `Run it by hand to see more: ${command}`;
    await runQuietly('apt-get', ['update'], { failure: 'The package lists could not be fetched', advice, env: APT });
    const install = ['install', '-y', '--no-install-recommends', ...PACKAGES];
    await runQuietly('apt-get', install, { failure: 'Chromium could not be installed', advice, env: APT });
    return 'Chromium installed';
  });
}
