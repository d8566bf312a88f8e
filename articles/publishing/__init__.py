"""From the draft to what readers see, and when."""
