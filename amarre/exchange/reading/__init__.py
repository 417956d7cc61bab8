"""From what was sent (folder, archive, workbook) to text cells with their line numbers."""
