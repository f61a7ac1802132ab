"""The camera window: what it shows, what its keys do, how it looks, and who does its work."""
