"""The four services; they meet only in shared.events."""
