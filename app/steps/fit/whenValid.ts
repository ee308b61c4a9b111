/** Submits a form: goes on if no field is marked as mistaken, else to the first that is, which says what it wants. */
export function whenValid(event: SubmitEvent, go: () => void): void {
  event.preventDefault();
  const form = event.currentTarget as HTMLFormElement;
  const mistaken = form.querySelector<HTMLInputElement>('input[aria-invalid=true]');
  if (mistaken === null) go();
  else mistaken.focus();
}
