const stroke = {
  fill: 'none',
  stroke: 'currentColor',
  strokeWidth: 1.6,
  strokeLinecap: 'round',
  strokeLinejoin: 'round',
} as const;

export function KeyIcon() {
  return (
    <svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" {...stroke}>
      <circle cx="8" cy="15.5" r="4.5" />
      <path d="M11.2 12.3 20 3.500M16.5 7l3 3M14 9.500l2 2" />
    </svg>
  );
}

export function EyeIcon() {
  return (
    <svg viewBox="0 0 24 24" width="16" height="16" aria-hidden="true" {...stroke}>
      <path d="M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12Z" />
      <circle cx="12" cy="12" r="2.8" />
    </svg>
  );
}

export function LeafIcon() {
  return (
    <svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true" className="trefoil-leaf">
      <circle cx="12" cy="6.4" r="4.7" />
      <circle cx="6.5" cy="13.2" r="4.7" />
      <circle cx="17.5" cy="13.2" r="4.7" />
      <path d="M12 10.500c.2 5-.6 8.6-3.2 12" />
    </svg>
  );
}
