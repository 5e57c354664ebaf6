"""应享未享、不应享而享: who should have which benefit and has it not, computed, told in a sentence, and followed up."""
