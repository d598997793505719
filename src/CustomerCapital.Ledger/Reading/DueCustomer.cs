namespace CustomerCapital.Ledger.Reading;

/// <summary>A customer whose due time has come.</summary>
/// <param name="CustomerId">Who.</param>
/// <param name="DueAt">Since when.</param>
public sealed record DueCustomer(string CustomerId, DateTimeOffset DueAt);
