using System.Globalization;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Grains.Customers;

namespace CustomerCapital.Grains;

/// <summary>Grains of which the program has one of a kind: they have the same key.</summary>
internal static class ProgramKey
{
    public const string Value = "program";

    /// <summary>The one of a kind.</summary>
    public static TGrain GetProgramGrain<TGrain>(this IGrainFactory grains, string kind) where TGrain : IAddressable =>
        grains.GetGrain<TGrain>(GrainId.Create(kind, Value));
}

/// <summary>Keys of grains that are actors: of a customer the id; of another actor a control character, which no id holds, then the number of its kind, a colon and its key.</summary>
internal static class ActorKey
{
    private const char Other = '\u0001';

    /// <summary>The key of an actor.</summary>
    public static string Of(ActorId actor) => actor.Kind == ActorKind.Customer ? actor.Key : string.Create(CultureInfo.InvariantCulture, $"{Other}{(short)actor.Kind}:{actor.Key}");

    /// <summary>The actor of a key.</summary>
    public static ActorId Parse(string key)
    {
        if (!key.StartsWith(Other)) return key;
        var colon = key.IndexOf(':', StringComparison.Ordinal);
        return new((ActorKind)short.Parse(key.AsSpan(1, colon - 1), CultureInfo.InvariantCulture), key[(colon + 1)..]);
    }

    /// <summary>The grain of an actor.</summary>
    public static ICustomerGrain GetActorGrain(this IGrainFactory grains, ActorId actor) => grains.GetGrain<ICustomerGrain>(Of(actor));
}
