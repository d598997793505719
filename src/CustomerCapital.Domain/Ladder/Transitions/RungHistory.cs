using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Ladder.Transitions;

/// <summary>The rung on which a customer stood at the end of a month, and from then on until the next of these.</summary>
/// <param name="Month">Calendar month of the program.</param>
/// <param name="Rung">The rung as recorded by the end of the month.</param>
public readonly record struct RungFrom(Month Month, Rung Rung);

/// <summary>On which rung a customer stood at the end of each month, as recorded at the time. Its size grows with the months in which the rung changed.</summary>
/// <remarks>
/// Before the first of them the customer stood in the target market, where everyone starts. What arrives late moves the customer at the latest moment of which an entry
/// spoke before, and not earlier.
/// </remarks>
public sealed record RungHistory : Kept
{
    /// <summary>Its part of the state.</summary>
    public static readonly StatePart<RungHistory> Part = new("rungs", new(), inRow: true);

    /// <summary>The months at whose end the rung was another than at the end of the month before, oldest first.</summary>
    [JsonConverter(typeof(RungMonthsJsonConverter))]
    public ImmutableArray<RungFrom> Ends { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>With the rung at the end of a month, which is no earlier than the last one.</summary>
    public RungHistory With(Month month, Rung rung)
    {
        var ends = Ends;
        if (ends.Length > 0 && ends[^1].Month >= month) (month, ends) = (ends[^1].Month, ends.RemoveAt(ends.Length - 1));
        var before = ends.Length == 0 ? Rung.InTargetMarket : ends[^1].Rung;
        return this with { Ends = before == rung ? ends : ends.Add(new(month, rung)) };
    }

    public bool Equals(RungHistory? other) => other is not null && Ends.SequenceEqual(other.Ends);

    public override int GetHashCode() => Ends.Length == 0 ? 0 : Ends[^1].GetHashCode();
}

/// <summary>Writes the months as one flat array of numbers: month index, rung, repeated.</summary>
public sealed class RungMonthsJsonConverter : JsonConverter<ImmutableArray<RungFrom>>
{
    public override ImmutableArray<RungFrom> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var ends = ImmutableArray.CreateBuilder<RungFrom>();
        while (reader.Read() && reader.TokenType == JsonTokenType.Number)
        {
            var month = new Month(reader.GetInt32());
            reader.Read();
            ends.Add(new(month, (Rung)reader.GetInt32()));
        }

        return ends.DrainToImmutable();
    }

    public override void Write(Utf8JsonWriter writer, ImmutableArray<RungFrom> value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (var end in value)
        {
            writer.WriteNumberValue(end.Month.Index);
            writer.WriteNumberValue((int)end.Rung);
        }

        writer.WriteEndArray();
    }
}
