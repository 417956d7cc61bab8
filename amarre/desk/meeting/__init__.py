"""The cell's meetings, from the agenda to the minutes."""
