"""The CPOM: figures, their rows, their files."""
