"""What is kept and handed out of a case: documents, letters, the person's copy."""
