/*
 * Nothing typed is lost: what stands in the form goes to the server a moment after it was typed, and
 * until the server has it, into this browser. Says so near the save buttons, and says who else is at
 * the article. Without this script the form works as ever.
 */
"use strict"
{
  const QUIET = 2000 // after the last change
  const LONGEST = 15000 // while somebody goes on typing
  const HEARTBEAT = 15000
  const LOOK = 400
  const BACK_OFF = [2000, 4000, 8000, 15000, 30000]
  const HANGS = 20000

  document.addEventListener("DOMContentLoaded", () => {
    const panel = document.getElementById("autosave")
    const form = document.querySelector("#article_form")
    if (panel && form) start(panel, form)
  })

  function start(panel, form) {
    const page = panel.dataset
    const stateLine = panel.querySelector(".autosave-state")
    const newsLine = panel.querySelector(".autosave-news")
    const copyKey = copyName(page.tab)
    let seen = page.unsaved ? "" : null // the form as last looked at; null: nobody touched it yet
    let kept = null // as the server last had it
    let sequence = 0
    let changedAt = 0
    let firstChangeAt = 0
    let sending = null
    let failures = 0
    let retryAt = 0
    let isLocal = true // whether this browser holds what the server hasn't
    let isLeaving = false
    let said = ""
    let sayingKind = "kept"

    form.querySelector(".submit-row")?.append(panel) // the bar is always in view
    panel.hidden = false

    function copyName(tab, article = page.article) {
      return `skinsite:autosave:${page.user}:${article}:${tab}`
    }

    function typed() {
      const fields = {}
      for (const [name, value] of new FormData(form)) {
        if (typeof value !== "string" || name.includes("__prefix__")) continue
        if (/^(csrfmiddlewaretoken|tab|sequence|seen_version|_.*)$/.test(name)) continue
        ;(fields[name] ??= []).push(value)
      }
      return JSON.stringify(fields)
    }

    const isUnkept = () => seen !== null && seen !== kept

    // What the editor reads

    function say(kind, text) {
      stateLine.textContent = text
      panel.dataset.kind = kind
      if (kind !== sayingKind && (kind === "trouble" || sayingKind === "trouble")) {
        newsLine.textContent = text
      }
      if (kind !== "busy") sayingKind = kind
    }

    function clock() {
      return new Date().toLocaleTimeString([], {
        hour: "2-digit",
        minute: "2-digit",
        hour12: false,
      })
    }

    // In this browser

    function copy() {
      try {
        const text = JSON.stringify({
          base: page.base,
          sequence,
          fields: seen,
          address: page.autosave,
        })
        localStorage.setItem(copyKey, text)
        isLocal = true
      } catch {
        isLocal = false
      }
    }

    function uncopy() {
      try {
        localStorage.removeItem(copyKey)
      } catch {
        // a browser that keeps nothing has nothing to remove
      }
    }

    // To the server

    function token() {
      const cookie = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)
      return cookie ? cookie[1] : form.elements.csrfmiddlewaretoken.value
    }

    function body(fields, more) {
      const sent = { tab: page.tab, user: Number(page.user), sequence, base: page.base, ...more }
      const data = new FormData()
      data.append("csrfmiddlewaretoken", token())
      data.append("payload", `${JSON.stringify(sent).slice(0, -1)},"fields":${fields}}`)
      return data
    }

    async function post(address, data) {
      const abort = new AbortController()
      const hangs = setTimeout(() => abort.abort(), HANGS)
      try {
        const response = await fetch(address, {
          method: "POST",
          body: data,
          redirect: "manual",
          signal: abort.signal,
          headers: { "X-CSRFToken": token() },
        })
        if (response.type === "opaqueredirect" || response.status === 403) return { status: 403 }
        const answer = await response.json().catch(() => ({}))
        return { status: response.status, ...answer }
      } catch {
        return { status: 0 }
      } finally {
        clearTimeout(hangs)
      }
    }

    async function send() {
      const fields = seen
      firstChangeAt = 0
      sending = post(page.autosave, body(fields))
      say("busy", "Autosaving…")
      const answer = await sending
      sending = null
      if (isLeaving) return
      if (answer.status === 200) {
        kept = fields
        failures = 0
        retryAt = 0
        if (seen === kept) {
          uncopy()
          say("kept", `All changes autosaved, ${answer.at ?? clock()}`)
        }
        showOthers(answer)
      } else {
        retryAt = Date.now() + BACK_OFF[Math.min(failures, BACK_OFF.length - 1)]
        failures += 1
        copy()
        tellTrouble(answer)
      }
    }

    function tellTrouble(answer) {
      const where = isLocal
        ? "Saved in this browser."
        : "This browser has no space left to save it. Save the form, or copy your text elsewhere."
      if (answer.status === 503) say("trouble", `The site is busy; this page tries again. ${where}`)
      else if (answer.sentence) say("trouble", `${answer.sentence} ${where}`)
      else if (answer.status === 403) say("trouble", `You’re signed out. ${where}`)
      else if (answer.status === 0) say("trouble", `You’re offline. ${where}`)
      else say("trouble", `The server isn’t responding. ${where}`)
    }

    function look() {
      if (isLeaving || seen === null) return
      const now = Date.now()
      const current = typed()
      if (current !== seen) {
        seen = current
        sequence = Math.max(now, sequence + 1)
        form.elements.sequence.value = sequence
        changedAt = now
        firstChangeAt ||= now
        if (isUnkept()) copy()
      }
      if (!isUnkept() || sending || now < retryAt) return
      const isDue = now - changedAt >= QUIET || (firstChangeAt && now - firstChangeAt >= LONGEST)
      if (isDue) send()
    }

    // The form as it came counts as kept; what the page's scripts do to it before that is no typing.
    function begin() {
      if (seen !== null) return
      seen = typed()
      kept = seen
    }
    for (const kind of ["pointerdown", "keydown", "focusin", "beforeinput", "paste", "drop"]) {
      document.addEventListener(kind, begin, { capture: true })
    }
    let soon = 0
    form.addEventListener("input", () => {
      soon ||= setTimeout(() => {
        soon = 0
        look()
      }, 50)
    })
    if (page.unsaved) sequence = Date.now()
    form.elements.sequence.value = sequence
    setInterval(look, LOOK)

    window.addEventListener("online", () => {
      retryAt = 0
      failures = 0
      look()
      sendUpOthers()
    })

    // Leaving

    function leave() {
      if (!isLeaving) look()
      if (isUnkept() && !isLeaving) {
        copy()
        navigator.sendBeacon(page.autosave, body(seen))
      }
      if (page.presenceEnd) {
        const data = new FormData()
        data.append("csrfmiddlewaretoken", token())
        data.append("tab", page.tab)
        navigator.sendBeacon(page.presenceEnd, data)
      }
    }
    window.addEventListener("pagehide", leave)
    window.addEventListener("pageshow", (event) => {
      if (!event.persisted) return
      isLeaving = false
      beat()
    })
    window.addEventListener("beforeunload", (event) => {
      look()
      if (isUnkept() && !isLeaving && !isLocal) event.preventDefault()
    })
    form.addEventListener("submit", (event) => {
      begin()
      look()
      if (isUnkept()) copy()
      // Who signed in again in another window has another token since.
      form.elements.csrfmiddlewaretoken.value = token()
      requestAnimationFrame(() => {
        if (event.defaultPrevented) return
        isLeaving = true
        // A save that never arrived leaves the page as it is: go on keeping.
        setTimeout(() => {
          isLeaving = false
        }, HANGS)
      })
    })

    // What this browser kept in pages that are closed goes up, and is then offered.

    async function sendUpOthers() {
      const prefix = `skinsite:autosave:${page.user}:`
      let hasSent = false
      let isBusy = false
      for (const key of Object.keys(localStorage)) {
        if (!key.startsWith(prefix) || key === copyKey) continue
        const text = localStorage.getItem(key)
        try {
          const { base, sequence: at, fields, address } = JSON.parse(text)
          const tab = key.slice(prefix.length).split(":")[1]
          const answer = await post(address, body(fields, { tab, base, sequence: at, late: true }))
          if (answer.status === 200 && localStorage.getItem(key) === text)
            localStorage.removeItem(key)
          if (answer.status === 200 && answer.kept) hasSent = true
          if (answer.status === 503) isBusy = true
        } catch {
          continue // not ours, or cut short: it stays where it is
        }
      }
      if (hasSent) showOffers()
      if (isBusy) setTimeout(sendUpOthers, BACK_OFF.at(-1))
    }

    async function showOffers() {
      const response = await fetch(`${page.recoverable}?tab=${page.tab}`, { redirect: "manual" })
      if (!response.ok) return
      const made = new DOMParser().parseFromString(await response.text(), "text/html")
      const offers = made.getElementById("recoverable-drafts")
      const old = document.getElementById("recoverable-drafts")
      if (offers && old) {
        old.replaceWith(offers)
        if (offers.childElementCount) {
          newsLine.textContent = "You have an unsaved draft: recover it above the form."
        }
      }
    }

    // Who else is at it

    function showOthers(answer) {
      if (!answer.others) return
      const words = []
      const names = answer.others.map((other) =>
        other.is_me
          ? `you in another tab (since ${other.since})`
          : `${other.name} (since ${other.since})`,
      )
      if (names.length) words.push(`Also editing: ${names.join(", ")}.`)
      if (answer.newer) {
        const who = answer.newer.is_me ? "You" : answer.newer.by
        words.push(
          `${who} saved a newer version at ${answer.newer.at}: your next save will be merged.`,
        )
      }
      const text = words.join(" ")
      if (text === said) return
      said = text
      const place = document.getElementById("presence")
      place.replaceChildren(text)
      if (answer.newer) {
        const link = document.createElement("a")
        link.href = answer.newer.address
        link.target = "_blank"
        link.textContent = "See what changed"
        place.append(" ", link)
      }
    }

    async function beat() {
      if (!page.presence || document.hidden || isLeaving) return
      const data = new FormData()
      data.append("csrfmiddlewaretoken", token())
      data.append("tab", page.tab)
      data.append("base", page.base)
      const answer = await post(page.presence, data)
      if (answer.status === 200) showOthers(answer)
    }
    setInterval(beat, HEARTBEAT)
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden) beat()
      else look()
    })

    beat()
    try {
      sendUpOthers()
    } catch {
      // a browser that keeps nothing has nothing to send up
    }
  }
}
