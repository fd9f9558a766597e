// Passkeys: asks the browser for a credential and sends the form with it. Shown only where the browser can.
const can = globalThis.PublicKeyCredential?.parseRequestOptionsFromJSON;

async function options(form) {
  if (!form.dataset.options) return JSON.parse(document.getElementById("passkey_options").textContent);
  const answer = await fetch(form.dataset.options, { headers: { Accept: "application/json" } });
  return answer.json();
}

async function credential(form) {
  const given = await options(form);
  if (form.dataset.passkey === "create") {
    const wanted = given.creation_options.publicKey;
    wanted.authenticatorSelection = { ...wanted.authenticatorSelection, residentKey: "required", requireResidentKey: true, userVerification: "required" };
    return navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(wanted) });
  }
  return navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(given.request_options.publicKey) });
}

for (const form of can ? document.querySelectorAll("[data-passkey]") : []) {
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const failed = form.querySelector("[data-failed]");
    failed.hidden = true;
    try {
      form.elements.credential.value = JSON.stringify(await credential(form));
    } catch {
      failed.hidden = false;
      return;
    }
    form.submit();
  });
}
