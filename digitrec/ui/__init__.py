"""Windows, cameras and what they show. Knows no model."""
