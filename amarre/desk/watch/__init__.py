"""Signals: read, ranked, treated, and rules tried before they are adopted."""
