"""A second, plain-Python reading of the rules: no SQL, no SQLGlot, three-valued logic written by hand."""
