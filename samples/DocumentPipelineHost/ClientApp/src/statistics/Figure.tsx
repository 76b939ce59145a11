/** One number with its name. */
export function Figure({ name, value }: { name: string; value: string }) {
  return (
    <div className="panel figure">
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
