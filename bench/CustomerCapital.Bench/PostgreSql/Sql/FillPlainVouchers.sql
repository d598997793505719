INSERT INTO plain.vouchers (code, percent, most) SELECT code, 10, $2 FROM unnest($1) AS new (code)
