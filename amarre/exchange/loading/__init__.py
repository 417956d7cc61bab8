"""What changes in the tables, its writing in one go, and its undoing."""
