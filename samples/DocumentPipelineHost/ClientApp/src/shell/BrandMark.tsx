/** The product's sign, beside its name. */
export function BrandMark() {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true">
      <rect className="brand-ground" width="32" height="32" rx="8" />
      <path className="brand-sheet" d="M9 8h9l5 5v11H9z" />
      <path className="brand-line" d="M12 19h8M12 22h5" />
    </svg>
  );
}
