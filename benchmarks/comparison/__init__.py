"""Servers side by side under the same load; ../compare runs it."""
