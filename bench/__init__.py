"""What we promise, measured. An app that only development and tests install (setting `BENCH`)."""
