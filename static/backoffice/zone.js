/* “Preferences”: the choice of a time zone can be searched, and this computer's own is suggested. */
"use strict"

window.addEventListener("DOMContentLoaded", () => {
  const select = document.getElementById("id_time_zone")
  const status = document.querySelector(".zone-suggestion")
  if (!select || !status) return

  const $ = window.django ? window.django.jQuery : window.jQuery
  $(select).select2({ width: "style" })

  const here = Intl.DateTimeFormat().resolvedOptions().timeZone
  const option = [...select.options].find((each) => each.value === here)
  if (!option || select.value === here) return

  const use = document.createElement("button")
  use.type = "button"
  use.className = "button"
  use.textContent = `Use ${option.textContent}`
  use.addEventListener("click", () => {
    $(select).val(here).trigger("change")
    status.textContent = `${option.textContent} is selected. Save to keep it.`
  })
  status.append(`This computer is set to ${option.textContent} time. `, use)
})
