using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CustomerCapital.Domain.Program;

/// <summary>The latest sixteen of a growing number of instants, newest first. Bounded memory for rules such as "4 orders within 365 days".</summary>
/// <remarks>Immutable. Instants keep microseconds, in UTC. JSON: an array of microseconds since 1970.</remarks>
[JsonConverter(typeof(LatestInstantsJsonConverter))]
public sealed class LatestInstants : IEquatable<LatestInstants>
{
    /// <summary>How many are kept.</summary>
    public const int Capacity = 16;

    /// <summary>How many a rule may ask for; below it, a removal needs the history to fill up again.</summary>
    public const int Needed = 12;

    /// <summary>None.</summary>
    public static readonly LatestInstants Empty = new([]);

    private readonly ImmutableArray<DateTimeOffset> _newestFirst;

    private LatestInstants(ImmutableArray<DateTimeOffset> newestFirst) => _newestFirst = newestFirst;

    /// <summary>Keeps the latest of these, in any order.</summary>
    public static LatestInstants Of(IEnumerable<DateTimeOffset> instants) =>
        new([.. instants.Select(instant => instant.ToUniversalTime()).OrderDescending().Take(Capacity)]);

    /// <summary>How many are kept now.</summary>
    public int Count => _newestFirst.Length;

    /// <summary>The n-th latest, 0 being the latest; null when fewer are kept.</summary>
    public DateTimeOffset? this[int index] => index < _newestFirst.Length ? _newestFirst[index] : null;

    /// <summary>With one more; an instant older than sixteen others is not kept.</summary>
    /// <param name="instant">The instant to add.</param>
    /// <param name="complete">Whether all instants so far are kept; where some are not, one older than the kept ones is not kept either.</param>
    public LatestInstants With(DateTimeOffset instant, bool complete)
    {
        var at = 0;
        while (at < Count && _newestFirst[at] > instant) at++;
        if (at == Capacity || (at == Count && !complete)) return this;
        var longer = _newestFirst.Insert(at, instant.ToUniversalTime());
        return new(longer.Length > Capacity ? longer.RemoveAt(Capacity) : longer);
    }

    /// <summary>With one of that value fewer; unchanged when it is not kept.</summary>
    public LatestInstants Without(DateTimeOffset instant)
    {
        var at = _newestFirst.IndexOf(instant.ToUniversalTime());
        return at < 0 ? this : new(_newestFirst.RemoveAt(at));
    }

    /// <summary>Whether an instant of that value is kept.</summary>
    public bool Contains(DateTimeOffset instant) => _newestFirst.Contains(instant.ToUniversalTime());

    /// <summary>The oldest that is kept; null when there is none.</summary>
    public DateTimeOffset? Oldest => Count == 0 ? null : _newestFirst[^1];

    /// <summary>The kept instants, newest first.</summary>
    public IReadOnlyList<DateTimeOffset> NewestFirst => _newestFirst;

    public bool Equals(LatestInstants? other) => other is not null && _newestFirst.SequenceEqual(other._newestFirst);

    public override bool Equals(object? obj) => Equals(obj as LatestInstants);

    public override int GetHashCode() => HashCode.Combine(Count, this[0]);
}

/// <summary>Writes instants as microseconds since 1970, newest first.</summary>
public sealed class LatestInstantsJsonConverter : JsonConverter<LatestInstants>
{
    public override LatestInstants Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var instants = new List<DateTimeOffset>(LatestInstants.Capacity);
        while (reader.Read() && reader.TokenType == JsonTokenType.Number)
            instants.Add(DateTimeOffset.UnixEpoch.AddMicroseconds(reader.GetInt64()));
        return LatestInstants.Of(instants);
    }

    public override void Write(Utf8JsonWriter writer, LatestInstants value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (var instant in value.NewestFirst) writer.WriteNumberValue((instant - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond);
        writer.WriteEndArray();
    }
}
