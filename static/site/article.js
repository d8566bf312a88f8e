/* The two buttons that need a script: without one they are not there. */
const said = document.querySelector(".share-said")

for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) break
  button.hidden = false
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(button.dataset.copy)
      said.textContent = "Link copied."
    } catch {
      said.textContent = button.dataset.copy
    }
  })
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false
  button.addEventListener("click", () => window.print())
}
