"""Reports of a training: figures, tables, and one page that holds them all."""
