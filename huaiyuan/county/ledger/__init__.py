"""The ledger kit (台账): declare a ledger once, get list, form, Excel round trip, history, tasks, extract."""
