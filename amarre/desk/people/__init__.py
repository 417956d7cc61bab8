"""A worker and an establishment: their pages, and facts typed by hand."""
