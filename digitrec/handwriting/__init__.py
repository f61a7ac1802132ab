"""What a user has taught: glyphs of their own hand, where they are kept, and how they count in a reading."""
