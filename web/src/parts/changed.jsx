/** Says that what is shown is not of the scenario as it stands, and takes the changes back. */
export function Changed({ state, change, measures }) {
  const values = Object.keys(state.set).length;
  const inForce = measures ? state.measures.length : 0;
  if (values + inForce === 0) return null;
  const words = [
    values > 0 && `${values} ${values === 1 ? "value" : "values"} changed in Explore`,
    inForce > 0 && `${inForce} ${inForce === 1 ? "measure" : "measures"} in force`,
  ].filter(Boolean).join(" and ");
  return (
    <div class="note">
      <p>With {words}.</p>
      <button type="button" class="quiet" onClick={() => change(measures ? { set: {}, measures: [] } : { set: {} })}>As in the scenario</button>
    </div>
  );
}
