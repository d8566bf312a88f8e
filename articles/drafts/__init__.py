"""Drafts: what an article's form holds, its revisions, and merging two people's work on it."""
