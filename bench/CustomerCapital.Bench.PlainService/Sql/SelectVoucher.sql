SELECT percent, most - uses FROM vouchers WHERE code = $1
