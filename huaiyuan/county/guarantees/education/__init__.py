"""教育保障: who is of school age and where each child learns, who is brought back, taught at home, and given aid."""
