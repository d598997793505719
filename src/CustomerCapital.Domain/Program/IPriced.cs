namespace CustomerCapital.Domain.Program;

/// <summary>A command that may name the currency of its amounts; the first that takes place fixes the program's.</summary>
public interface IPriced
{
    /// <summary>ISO 4217 code; null for the program's currency.</summary>
    string? Currency { get; }
}
