"""The pages, one file each: what they show and what they are told; they know the desk, not the models."""
