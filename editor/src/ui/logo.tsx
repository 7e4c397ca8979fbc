/** The mark: a lattice and a vine. Named by `title` unless the word stands beside it. */
export function Logo({ size = 22, title }: { size?: number; title?: string }) {
  if (!title) {
    return (
      <svg width={size} height={size} viewBox="0 0 22 22" aria-hidden="true">
        <Mark />
      </svg>
    );
  }
  return (
    <svg width={size} height={size} viewBox="0 0 22 22" role="img" aria-label={title}>
      <Mark />
    </svg>
  );
}

function Mark() {
  return (
    <>
      <rect width="22" height="22" rx="6" fill="var(--tr-brand)" />
      <g stroke="var(--tr-on-brand)" fill="none" strokeLinecap="round">
        <path d="M7.5 4.5v13M14.5 4.5v13M4.5 8h13M4.5 14.5h13" strokeWidth="1.1" opacity=".38" />
        <path d="M4.6 17.4c3.6 0 2.9-4.6 6.4-6.2s2.8-6.4 6.4-6.6" strokeWidth="2" />
      </g>
    </>
  );
}
