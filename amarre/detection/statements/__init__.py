"""What the law opens, requires and forbids for each job of a worker on a day."""
