/* The filters stand open on a wide screen unless somebody folded them; runs before they are seen. */
"use strict"
{
  const panel = document.getElementById("filter-panel")
  const { remember, remembered } = window.backoffice
  const wide = window.matchMedia("(min-width: 1200px)")
  panel.open = wide.matches && remembered("backoffice.filters") !== "folded"
  panel.querySelector("summary").addEventListener("click", () => {
    if (wide.matches) remember("backoffice.filters", panel.open ? "folded" : "open")
  })
}
