"""What other software of a service asks over HTTP, with a key: one module per resource."""
