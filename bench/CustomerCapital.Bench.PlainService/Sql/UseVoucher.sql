UPDATE vouchers SET uses = uses + 1 WHERE code = $1 AND uses < most
