"""What a training leaves to look at: figures, tables, and one page that holds them all."""
