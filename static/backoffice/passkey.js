/*
 * Forms that a passkey fills in: <form data-passkey="get|create" data-options="id of the JSON">.
 * With data-options-from the options are fetched when the button is pressed. The form is sent once
 * the browser has given the passkey; what went wrong is said in its role=status.
 */
"use strict"

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const field = form.querySelector("[name=credential]")
  const status = form.querySelector("[role=status]")
  const button = form.querySelector("[type=submit]")

  async function options() {
    if (form.dataset.options) {
      return JSON.parse(document.getElementById(form.dataset.options).textContent)
    }
    const answer = await fetch(form.dataset.optionsFrom, {
      headers: { Accept: "application/json" },
    })
    if (!answer.ok) {
      throw new Error("The site didn't respond. Wait a moment and try again.")
    }
    return answer.json()
  }

  async function credential() {
    if (!window.PublicKeyCredential) {
      throw new Error("This browser doesn't support passkeys. Sign in another way.")
    }
    const { creation_options: creation, request_options: request } = await options()
    if (form.dataset.passkey === "get") {
      return window.webauthnJSON.get(request)
    }
    Object.assign(creation.publicKey.authenticatorSelection, {
      residentKey: "required",
      requireResidentKey: true,
      userVerification: "required",
    })
    return window.webauthnJSON.create(creation)
  }

  function sentence(error) {
    switch (error.name) {
      case "NotAllowedError":
        return "No passkey was used. Try again, or choose another way."
      case "InvalidStateError":
        return "This device already has a passkey for your account."
      case "SecurityError":
        return "Passkeys work only at the site's own address, over HTTPS."
      default:
        return error.message
    }
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault()
    if (button.getAttribute("aria-disabled") === "true") {
      return
    }
    button.setAttribute("aria-disabled", "true")
    status.textContent = "Waiting for your passkey…"
    try {
      field.value = JSON.stringify(await credential())
      status.textContent = ""
      form.submit()
    } catch (error) {
      status.textContent = sentence(error)
    }
    button.removeAttribute("aria-disabled")
  })
}
