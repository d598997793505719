SELECT kind, a, b, name, sum1, sum2, sum3, sum4 FROM counters WHERE kind = @value
