/* The blocks by keyboard: “/” in an empty text, and the shortcuts. `backoffice.blockKeys`. */
"use strict"
{
  const { backoffice } = window
  const { isRemoved, list } = backoffice.blocks
  let actions = null // goTo(block) and move(block, by)

  // “/” in an empty text opens the menu, as in other editors.

  function onSlash(event) {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return
    const editor = event.target.closest?.("[contenteditable=true]")
    const block = editor?.closest(".order-machine > .inline-related")
    if (!block || editor.textContent !== "") return
    event.preventDefault()
    event.stopPropagation()
    const order = list()
    backoffice.blockMenu.open(editor, order[order.indexOf(block) + 1] ?? null)
  }

  // Shortcuts

  const currentBlock = () => document.activeElement?.closest?.(".order-machine > .inline-related")

  function step(direction) {
    const order = list().filter((block) => !isRemoved(block))
    if (!order.length) return false
    const now = order.indexOf(currentBlock())
    const next = now < 0 ? (direction > 0 ? 0 : order.length - 1) : now + direction
    if (order[next]) actions.goTo(order[next])
    else backoffice.say(direction > 0 ? "This is the last block." : "This is the first block.")
    return true
  }

  function moveCurrent(direction) {
    const block = currentBlock()
    if (!block || !window.ContentEditor.allowChange) return false
    const had = document.activeElement
    actions.move(block, direction)
    had.focus({ preventScroll: true })
    return true
  }

  function begin(machine, called) {
    actions = called
    machine.addEventListener("keydown", onSlash, { capture: true })
    const group = "Blocks"
    backoffice.shortcut({
      keys: "mod+/",
      label: "Insert a block",
      group,
      run: () => {
        const block = currentBlock()
        const order = list()
        const after = block ? (order[order.indexOf(block) + 1] ?? null) : null
        backoffice.blockMenu.open(
          block ? document.activeElement : document.querySelector(".block-bar button"),
          after,
        )
      },
    })
    backoffice.shortcut({
      keys: "alt+ArrowUp",
      label: "Move it up",
      group,
      run: () => moveCurrent(-1),
    })
    backoffice.shortcut({
      keys: "alt+ArrowDown",
      label: "Move it down",
      group,
      run: () => moveCurrent(1),
    })
    backoffice.shortcut({
      keys: "alt+shift+ArrowDown",
      label: "Next block",
      group,
      run: () => step(1),
    })
    backoffice.shortcut({
      keys: "alt+shift+ArrowUp",
      label: "Previous block",
      group,
      run: () => step(-1),
    })
  }

  backoffice.blockKeys = { begin }
}
