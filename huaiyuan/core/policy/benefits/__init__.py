"""Benefits (政策待遇) as data: who is due what, how much, from when, excluded by what; pure, three-valued, explained."""
