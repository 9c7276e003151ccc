/**
 * A sign-in form of two fields without any styles, for the clients that have no form of their own. Pages have the form of the
 * first step in their HTML.
 *
 * @param open starts one of the clients in `../client`
 */
export function connectForm(open) {
  const form = document.querySelector('form');
  const options = { ...form.dataset, endpoint: location.origin };
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const typed = form.querySelector('input').value;
    // A page that accepts one country needs no more than this: the bare forms have no phone library.
    const username = typed.includes('@') ? typed : typed.replace(/\s/g, '').replace(/^0/, '+44');
    const client = open({ ...options, username });
    if (!(await client.start())) throw new Error('no challenge');
    form.innerHTML = '<label>Code <input inputmode="numeric" autocomplete="one-time-code"></label>';
    const field = form.querySelector('input');
    field.focus();
    field.addEventListener('input', async () => {
      if (field.value.length !== 6) return;
      await client.submit(field.value);
      document.body.innerHTML = '<p data-signed-in>Signed in</p>';
    });
  });
}
