namespace CustomerCapital.Simulation.Tests;

/// <summary>A promise was broken.</summary>
internal sealed class Violation(string message) : Exception(message)
{
    /// <summary>Breaks off unless something holds.</summary>
    public static void Unless(bool holds, Func<string> otherwise)
    {
        if (!holds) throw new Violation(otherwise());
    }
}
