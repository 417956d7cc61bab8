"""What is known of the jobs held on a day: the same facts for signals, statements, letters, pages and the API."""
