/*
 * What every script of the desk may use: `window.desk`.
 *
 *   desk.say(text)         says it aloud (role=status)
 *   desk.csrfToken()       for a POST by script
 *   desk.shortcut({keys, label, group, run})
 *       keys: "mod+s" (Ctrl, or ⌘ on a Mac), "alt+ArrowUp", "?", or two letters, "g a".
 *       run(event): return false when there is nothing to do here; the key is the browser's then.
 *   desk.unsaved           whether words on this page are saved nowhere; set it, it tells the page
 *
 * A shortcut without Ctrl, ⌘ or Alt never fires while somebody types, and can be switched off
 * (WCAG 2.1.4).
 */
"use strict"
{
  const isMac = /Mac|iPhone|iPad/.test(navigator.platform)
  const shortcuts = []
  const SWITCH = "desk.letters"
  let begun = "" // the first letter of two
  let begunAt = 0
  let unsaved = false

  const remember = (name, value) => {
    try {
      localStorage.setItem(name, value)
    } catch {
      // a browser that keeps nothing
    }
  }
  const remembered = (name) => {
    try {
      return localStorage.getItem(name)
    } catch {
      return null
    }
  }

  let sayAgain = 0
  function say(text) {
    const news = document.getElementById("desk-news")
    if (!news) return
    news.textContent = ""
    clearTimeout(sayAgain)
    sayAgain = setTimeout(() => {
      news.textContent = text
    }, 50) // said once more even where it is the same sentence
  }

  function csrfToken() {
    return document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? ""
  }

  function parse(keys) {
    const parts = keys.split("+")
    const key = parts.pop()
    const held = new Set(parts.map((part) => part.toLowerCase()))
    return { key, held, isPlain: held.size === 0 }
  }

  const isTyping = (target) =>
    target.closest?.(
      "input:not([type=checkbox], [type=radio], [type=submit], [type=button]), textarea, select, " +
        "[contenteditable=true], [role=combobox], [role=menu]",
    )

  function fits(shortcut, event, pressed) {
    const { key, held, isPlain } = shortcut.parsed
    if (isPlain) return !event.ctrlKey && !event.metaKey && !event.altKey && key === pressed
    const mod = isMac ? event.metaKey : event.ctrlKey
    return (
      held.has("mod") === mod &&
      held.has("alt") === event.altKey &&
      held.has("shift") === event.shiftKey &&
      key.toLowerCase() === event.key.toLowerCase()
    )
  }

  function onKey(event) {
    if (event.defaultPrevented || event.isComposing || event.repeat) return
    const letters = remembered(SWITCH) !== "off" && !isTyping(event.target)
    const now = Date.now()
    const isSecond = begun && now - begunAt < 1500
    const pressed = isSecond ? `${begun} ${event.key}` : event.key
    begun = ""
    for (const shortcut of shortcuts) {
      if (shortcut.parsed.isPlain && (!letters || document.querySelector("dialog[open]"))) continue
      if (fits(shortcut, event, pressed) && shortcut.run(event) !== false) {
        event.preventDefault()
        event.stopImmediatePropagation()
        return
      }
    }
    if (letters && !event.ctrlKey && !event.metaKey && !event.altKey && event.key.length === 1) {
      if (shortcuts.some(({ keys }) => keys.startsWith(`${event.key} `))) {
        begun = event.key
        begunAt = now
      }
    }
  }

  function shortcut({ keys, label, group = "Everywhere", run }) {
    shortcuts.push({ keys, label, group, run, parsed: parse(keys) })
  }

  /** The keys as they are printed on this machine's keyboard, one string a key. */
  function keyNames(keys) {
    const names = {
      mod: isMac ? "⌘" : "Ctrl",
      alt: isMac ? "⌥" : "Alt",
      shift: "Shift",
      ArrowUp: "↑",
      ArrowDown: "↓",
    }
    return keys
      .split(/[+ ]/)
      .map(
        (key) => names[key] ?? (key.length === 1 && keys.includes("+") ? key.toUpperCase() : key),
      )
  }

  document.addEventListener("keydown", onKey)
  window.addEventListener("beforeunload", (event) => {
    // Where the form is kept as it is typed (keeping.js), leaving it loses nothing.
    if (unsaved && !document.getElementById("keeping")) event.preventDefault()
  })

  window.desk = {
    say,
    csrfToken,
    shortcut,
    shortcuts,
    keyNames,
    remember,
    remembered,
    lettersSwitch: SWITCH,
    get unsaved() {
      return unsaved
    },
    set unsaved(value) {
      unsaved = Boolean(value)
      document.dispatchEvent(new CustomEvent("desk:unsaved", { detail: { unsaved } }))
    },
  }
}
