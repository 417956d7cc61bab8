"""Finding a worker or an establishment by what one remembers of its name or number."""
