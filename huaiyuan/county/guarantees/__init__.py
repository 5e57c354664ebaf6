"""五条底线 (学、医、住、水、综合保障): the departments' ledgers, what each family has of them, and what it should have and has not."""
