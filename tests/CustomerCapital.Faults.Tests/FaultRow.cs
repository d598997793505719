namespace CustomerCapital.Faults.Tests;

/// <summary>What one fault came to.</summary>
/// <param name="Name">The fault's.</param>
/// <param name="PerSecond">Commands acknowledged per second before it.</param>
/// <param name="Acknowledged">Commands acknowledged in all.</param>
/// <param name="Unknown">Commands whose outcome was unknown at some time.</param>
/// <param name="Missing">Acknowledged commands that are not in the ledger.</param>
/// <param name="Doubled">Commands that are in it more than once.</param>
/// <param name="Verify">What verify said.</param>
/// <param name="Service">Longest time until a new command was acknowledged after the fault; null where service never stopped.</param>
/// <param name="Notes">What else was measured.</param>
/// <param name="Broken">Promises that were broken.</param>
internal sealed record FaultRow(
    string Name, double PerSecond, long Acknowledged, int Unknown, int Missing, int Doubled, string Verify, TimeSpan? Service, IReadOnlyList<string> Notes, IReadOnlyList<string> Broken);
