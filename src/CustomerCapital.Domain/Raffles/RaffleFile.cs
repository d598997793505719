using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CustomerCapital.Domain.Raffles;

/// <summary>The first line of the file of a draw: all but entrants and winners. Hashes and the seed are hexadecimal, in small letters.</summary>
/// <param name="Format">The version of the format: 1.</param>
/// <param name="Terms">The terms.</param>
/// <param name="TermsHash">See <see cref="RaffleTerms.Hash"/>.</param>
/// <param name="Commitment">As published before there were entries: <see cref="RaffleSeed.Commit"/>.</param>
/// <param name="Entrants">How many entrants there are.</param>
/// <param name="Entries">How many entries they have.</param>
/// <param name="EntriesHash">As published before the draw: <see cref="RaffleEntrants.Freeze"/>.</param>
/// <param name="Seed">The seed.</param>
/// <param name="PublicValue">The value of the public source; null where the terms name none.</param>
public sealed record RaffleHeader(int Format, RaffleTerms Terms, string TermsHash, string Commitment, int Entrants, long Entries, string EntriesHash, string Seed, string? PublicValue = null)
{
    /// <summary>The first line of a draw of these.</summary>
    /// <param name="terms">The terms.</param>
    /// <param name="entrants">All entrants, whom this freezes.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="publicValue">The value of the public source; null where the terms name none.</param>
    /// <exception cref="ArgumentException">The seed does not have 32 bytes.</exception>
    public static RaffleHeader Of(RaffleTerms terms, RaffleEntrants entrants, ReadOnlySpan<byte> seed, string? publicValue = null) => new(
        RaffleFile.Format, terms, Convert.ToHexStringLower(terms.Hash()), Convert.ToHexStringLower(RaffleSeed.Commit(terms.Raffle, seed)), entrants.Count, entrants.Total,
        Convert.ToHexStringLower(entrants.Freeze()), Convert.ToHexStringLower(seed), publicValue);

    /// <summary>The first line of the draw of a raffle.</summary>
    /// <param name="raffleId">The raffle's id.</param>
    /// <param name="raffle">The raffle.</param>
    /// <exception cref="ArgumentException">It is not drawn, so that the seed is a secret.</exception>
    public static RaffleHeader Of(string raffleId, Raffle raffle) => raffle.Status == RaffleStatus.Drawn
        ? new(RaffleFile.Format, raffle.Rules.TermsOf(raffleId), raffle.TermsHash!, raffle.Commitment!, raffle.Entrants, raffle.Entries, raffle.EntriesHash!, raffle.Seed!, raffle.PublicValue)
        : throw new ArgumentException("The raffle is not drawn, so that the seed is a secret.", nameof(raffle));
}

/// <summary>A winner, by name.</summary>
/// <param name="Prize">The prize's name.</param>
/// <param name="Place">Among the winners of the prize, from 1.</param>
/// <param name="Customer">The customer's id.</param>
public sealed record RaffleWinner(string Prize, int Place, string Customer);

/// <summary>The file of a draw, from which anyone can recompute it: JSON, one line for the header, one for each entrant in canonical order, one for each winner in the order of the draw.</summary>
public static class RaffleFile
{
    /// <summary>The version of the format.</summary>
    public const int Format = 1;

    /// <summary>Letters of every language as they are: the file is for people too.</summary>
    private static readonly RaffleJson Json = new(new JsonSerializerOptions(RaffleJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>The first line of a draw.</summary>
    public static string Write(RaffleHeader header) => JsonSerializer.Serialize(header, Json.RaffleHeader);

    /// <summary>The line of an entrant.</summary>
    public static string Write(RaffleEntrant entrant) => JsonSerializer.Serialize(entrant, Json.RaffleEntrant);

    /// <summary>The line of a winner.</summary>
    public static string Write(RaffleWinner winner) => JsonSerializer.Serialize(winner, Json.RaffleWinner);

    /// <summary>Reads the first line.</summary>
    /// <returns>Null where it is none.</returns>
    public static RaffleHeader? ReadHeader(string line) => Read(line, Json.RaffleHeader) is { Format: Format } header && header.Terms.Prizes.All(prize => prize is not null) ? header : null;

    /// <summary>Reads a line of an entrant.</summary>
    /// <returns>Null where it is none.</returns>
    public static RaffleEntrant? ReadEntrant(string line) => Read(line, Json.RaffleEntrant);

    /// <summary>Reads a line of a winner.</summary>
    /// <returns>Null where it is none.</returns>
    public static RaffleWinner? ReadWinner(string line) => Read(line, Json.RaffleWinner);

    private static T? Read<T>(string line, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type) where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(line, type);
        }
        catch (JsonException)
        {
            // What the line is instead, the caller says with its number.
            return null;
        }
    }
}

/// <summary>Strict: a member that is missing, null or unknown makes a line something else.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true, AllowDuplicateProperties = false, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RaffleHeader))]
[JsonSerializable(typeof(RaffleEntrant))]
[JsonSerializable(typeof(RaffleWinner))]
internal sealed partial class RaffleJson : JsonSerializerContext;
