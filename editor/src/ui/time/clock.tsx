import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';

/** Maps real time to workspace time: `workspace = anchorWorkspace + (real − anchorReal) × factor` (all epoch ms). */
export interface WorkspaceClock {
  anchorReal: number;
  anchorWorkspace: number;
  /** 1 in an ordinary workspace; 8,640 when a day lasts ten seconds. */
  factor: number;
}

/** The clock of a workspace without a sandbox clock. */
export const REAL_CLOCK: WorkspaceClock = { anchorReal: 0, anchorWorkspace: 0, factor: 1 };

/** The present of the workspace (epoch ms). */
function workspaceNow(clock: WorkspaceClock, realNow: number): number {
  return clock.anchorWorkspace + (realNow - clock.anchorReal) * clock.factor;
}

interface TimeSetting {
  clock: WorkspaceClock;
  /** The reader's IANA zone. */
  zone: string;
}

const TimeSettingContext = createContext<TimeSetting>({ clock: REAL_CLOCK, zone: 'UTC' });

/** Gives all times below it the workspace's clock and the reader's zone. */
export function TimeProvider({ clock, zone, children }: TimeSetting & { children: ReactNode }) {
  return <TimeSettingContext.Provider value={{ clock, zone }}>{children}</TimeSettingContext.Provider>;
}

export function useTimeSetting(): TimeSetting {
  return useContext(TimeSettingContext);
}

/** The workspace's present (epoch ms), refreshed often enough for "12 min ago" to stay true: every 30 s, every second on a fast clock. */
export function useNow(): number {
  const { clock } = useTimeSetting();
  const [real, setReal] = useState(() => Date.now());
  const everyMs = clock.factor > 1 ? 1000 : 30_000;
  useEffect(() => {
    setReal(Date.now());
    const timer = setInterval(() => setReal(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return workspaceNow(clock, Math.max(real, clock.anchorReal));
}
