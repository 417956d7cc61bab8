"""Long work on a service's data, in the background: asked for, run, followed, and found again after a crash."""
