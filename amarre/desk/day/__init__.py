"""What waits for the person today, and the box that finds somebody."""
