"""Invented content of any size: what `manage.py seed_bench` writes."""
