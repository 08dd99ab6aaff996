"""Pure vocabulary that every floor shares: identifiers, periods, money, clocks, dated parameters, text, errors."""
