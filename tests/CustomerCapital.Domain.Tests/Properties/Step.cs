namespace CustomerCapital.Domain.Tests.Properties;

/// <summary>One random step of a customer's history, as plain numbers so that a failing history can be shrunk and read.</summary>
/// <param name="What">Which command, or that time passes.</param>
/// <param name="HoursAgo">How late it arrives.</param>
/// <param name="Pick">Chooses among what is there: a purchase to return, a channel, a score.</param>
/// <param name="Cents">An amount.</param>
public readonly record struct Step(int What, int HoursAgo, int Pick, int Cents);
