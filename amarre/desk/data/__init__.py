"""What comes in and what runs in the background."""
