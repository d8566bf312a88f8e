/* Pastes made clean before the editor reads them. */
import { Extension } from "django-prose-editor/editor"

export const CleanPaste = Extension.create({ name: "cleanPaste" })
