"""From text cells to the rows that may enter, and what to say of the others."""
