"""Cases: their list, the page of one, what people do on it, its end and what became of the person."""
