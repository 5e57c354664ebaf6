"""What departments' rolls say of the five bottom lines, where no ledger is kept here."""
