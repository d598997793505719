using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Households;

namespace CustomerCapital.Domain.Customers;

/// <summary>By which texts a customer is found: the id, the e-mail address, and the name from each of its words on. A search finds whose keys begin with the searched text.</summary>
/// <remarks>
/// Keys and searched texts have one form, so that capitals, accents and other marks, and how a character is composed, make no difference: that of <see cref="PlainLetters"/>.
/// </remarks>
public static class SearchKeys
{
    /// <summary>Longest key, in UTF-16 units: of a longer text, its beginning.</summary>
    public const int LengthLimit = 100;

    /// <summary>Words of a name from which on it is found, besides the last.</summary>
    private const int WordLimit = 6;

    private const string HouseholdPrefix = "H:";

    /// <summary>The keys of a customer, each once.</summary>
    /// <returns>None of an actor of another kind, and of a customer of whom no entry is known.</returns>
    public static IReadOnlyCollection<string> Of(ActorState state)
    {
        if (state.Id.Kind != ActorKind.Customer || IsNew(state)) return [];
        var keys = new SortedSet<string>(StringComparer.Ordinal);
        Add(PlainLetters.Of(state.CustomerId));
        if (HouseholdMembership.Part.Of(state).HouseholdId is { } household) Add(OfHousehold(household));
        if (state.Profile.Email is { } email) Add(PlainLetters.Of(email));
        if (state.Profile.Name is not { } name) return keys;
        var words = PlainLetters.Of(name).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        for (var first = 0; first < words.Length; first++)
            if (first < WordLimit || first == words.Length - 1) Add(string.Join(' ', words[first..].Concat(words[..first])));
        // Who has several given names is known by one of them.
        if (words.Length > 2) Add($"{words[0]} {words[^1]}");
        return keys;

        void Add(string key)
        {
            if (key.Length > 0) keys.Add(Cut(key));
        }
    }

    /// <summary>The key by which the members of a household are found. Others can have the same key, where ids are alike or long. No searched text leads to it, as these have no capitals.</summary>
    public static string OfHousehold(string householdId) => Cut(HouseholdPrefix + PlainLetters.Of(householdId));

    /// <summary>Whether a key is that of a household.</summary>
    public static bool IsOfHousehold(string key) => key.StartsWith(HouseholdPrefix, StringComparison.Ordinal);

    /// <summary>Whether the keys of two states of one customer can differ, without working them out.</summary>
    public static bool MayDiffer(ActorState before, ActorState after) => IsNew(before) || !ReferenceEquals(before.Profile, after.Profile) || !ReferenceEquals(HouseholdMembership.Part.Of(before), HouseholdMembership.Part.Of(after));

    /// <summary>A searched text in the form of keys.</summary>
    /// <returns>Null where nothing is left to search by, as of white space alone.</returns>
    public static string? PrefixOf(string text) => Cut(PlainLetters.Of(text)) is { Length: > 0 } prefix ? prefix : null;

    /// <summary>What comes after all keys that begin with a text, and before all others after these, in the order of code points.</summary>
    public static string EndOf(string prefix) => prefix + "\U0010FFFF";

    private static bool IsNew(ActorState state) => state.KnownSince == DateTimeOffset.MaxValue && state.AsOf == DateTimeOffset.MinValue;

    private static string Cut(string key) =>
        key.Length <= LengthLimit ? key : key[..(char.IsHighSurrogate(key[LengthLimit - 1]) ? LengthLimit - 1 : LengthLimit)].TrimEnd(' ');
}
