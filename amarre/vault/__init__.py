"""Text that the database keeps without being able to read it: keys outside, one sealed value per row and field."""
