"""What is measured inside a process of its own, with Django set up: `python -m bench.measure`."""
