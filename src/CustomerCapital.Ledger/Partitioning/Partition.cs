namespace CustomerCapital.Ledger.Partitioning;

/// <summary>One of the databases among which the customers of a ledger are divided.</summary>
/// <param name="Name">The database as messages name it, without a password.</param>
/// <param name="Ledger">What it holds.</param>
public sealed record Partition(string Name, ILedger Ledger);
