"""Pages for people without an account: employers, workers, partners."""
