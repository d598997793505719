SELECT kind, a, b, name, customers, orders, revenue, acquisition_cost FROM counters WHERE kind = @value
