"""What Administration sets: people, services, cells, legal figures."""
