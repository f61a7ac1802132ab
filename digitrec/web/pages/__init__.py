"""The pages, one file each: their layout and their callbacks; they know the controller, not the models."""
