/*
 * Uploading a manuscript: a paste keeps its headings, links and struck prices (they are sent beside
 * the plain text), and a file may be dropped anywhere. Without this script plain text is pasted.
 */
"use strict"
{
  const { backoffice } = window
  const form = document.getElementById("upload")
  const { text, html, file } = form.elements
  const kept = document.getElementById("upload-kept")
  const row = document.getElementById("upload-file")
  const MOST = 4_000_000 // characters; the site takes 5 MB of a form

  // Pictures and style sheets of the clipboard are no words.
  const slimmed = (pasted) =>
    pasted
      .replace(/data:[\w/+.-]{1,60};base64,[A-Za-z0-9+/=\s]{40,}/g, "")
      .replace(/<style\b[\s\S]*?<\/style>/gi, "")

  function keep(pasted, words) {
    html.value = pasted
    text.value = words
    text.readOnly = true
    kept.hidden = false
    backoffice.unsaved = true
    backoffice.say("Pasted with its headings, links and struck-out prices.")
  }

  function goOnPlain() {
    html.value = ""
    text.readOnly = false
    kept.hidden = true
    text.focus()
  }

  text.addEventListener("paste", (event) => {
    const pasted = slimmed(event.clipboardData?.getData("text/html") ?? "")
    const isAll = text.selectionStart === 0 && text.selectionEnd === text.value.length
    if (!pasted.trim() || pasted.length > MOST || !(text.readOnly || isAll)) return
    event.preventDefault()
    keep(pasted, event.clipboardData.getData("text/plain"))
  })
  text.addEventListener("input", () => {
    backoffice.unsaved = text.value !== ""
  })
  document.getElementById("upload-plain").addEventListener("click", goOnPlain)
  if (html.value) keep(html.value, text.value)

  // Dropping a file

  document.getElementById("upload-drop").hidden = false
  const holdsFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files")
  document.addEventListener("dragover", (event) => {
    if (!holdsFiles(event)) return
    event.preventDefault()
    row.classList.add("is-over")
  })
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) row.classList.remove("is-over")
  })
  document.addEventListener("drop", (event) => {
    if (!holdsFiles(event)) return
    event.preventDefault()
    row.classList.remove("is-over")
    const taken = new DataTransfer()
    taken.items.add(event.dataTransfer.files[0])
    file.files = taken.files
    file.focus()
    backoffice.say(`${file.files[0].name} is selected.`)
  })
  form.addEventListener("submit", () => {
    backoffice.unsaved = false
  })
}
