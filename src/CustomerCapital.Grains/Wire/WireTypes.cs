using CustomerCapital.Domain.Actors;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Grains.Blocks;
using CustomerCapital.Grains.Questions;

namespace CustomerCapital.Grains.Wire;

/// <summary>The engine's records that travel between processes, each under a name of its own, so that a type may be moved or renamed while a cluster is upgraded.</summary>
/// <remarks>
/// A name is for ever: what a type of that name means may grow by fields that older processes can do without, and never change.
/// Commands have the names under which callers send them. Questions have those of their types, within <see cref="Asked"/>; answers need none.
/// </remarks>
internal static class WireTypes
{
    /// <summary>Type by name.</summary>
    public static IReadOnlyDictionary<string, Type> ByName { get; } = new Dictionary<string, Type>(
        Capabilities.Commands.Select(command => KeyValuePair.Create("cc." + command.Name.Replace('_', '-'), command.Type)), StringComparer.Ordinal)
    {
        ["cc.outcome"] = typeof(CommandOutcome),
        ["cc.state"] = typeof(ActorState),
        ["cc.entry"] = typeof(Entry),
        ["cc.command-block"] = typeof(CommandBlock),
        ["cc.outcome-block"] = typeof(OutcomeBlock),
        ["cc.asked"] = typeof(Asked),
        ["cc.answered"] = typeof(Answered),
    };

    private static readonly HashSet<Type> Types = [.. ByName.Values, typeof(ActorCommand)];

    /// <summary>Whether a type travels as one of these.</summary>
    public static bool Contains(Type type) => Types.Contains(type);
}
