"""Oracles: slow, simple and written from the format's rules alone, sharing nothing with mlpath."""
