"""Signalements: received, recognised, decided, and the employer's own procedure."""
