"""`make screens`: every declared page, as every post sees it, at both sizes, as pictures that are also checked."""
