using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Ledger.Reading;

namespace CustomerCapital.Gateway.Customers;

/// <summary>A place in a list: the moment at which the segment is taken on every page, and the last customer given.</summary>
/// <param name="Moment">In whole microseconds.</param>
/// <param name="After">Null at the beginning. In a list by id it holds no value.</param>
internal readonly record struct CustomerCursor(DateTimeOffset Moment, SortPlace? After)
{
    private const int HashLength = 8;
    private const int HeadLength = HashLength + sizeof(long);

    /// <summary>The beginning of a list.</summary>
    public static CustomerCursor Start(DateTimeOffset now) => new(Decider.Microseconds(now), null);

    /// <summary>The text that a caller sends back, with a hash of segment, order and search, so that it is not taken for a place in another list.</summary>
    public string Write(Segment segment, CustomerSort? sort, string? search)
    {
        var place = Encoding.UTF8.GetBytes(sort is null && search is null ? After!.CustomerId : JsonSerializer.Serialize(After!, GatewayJson.Of<SortPlace>()));
        var bytes = new byte[HeadLength + place.Length];
        HashOf(segment, sort, search).CopyTo(bytes);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(HashLength), (Moment - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond);
        place.CopyTo(bytes.AsSpan(HeadLength));
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Reads a text that <see cref="Write"/> made.</summary>
    /// <param name="text">As it came.</param>
    /// <param name="segment">Of the request that it came with.</param>
    /// <param name="sort">Of the request; null for the order of ids.</param>
    /// <param name="search">What the request searches; null for nothing.</param>
    /// <param name="now">No cursor is from after it.</param>
    /// <param name="cursor">The place.</param>
    /// <returns>What is wrong with it; null when nothing is.</returns>
    public static string? Read(string text, Segment segment, CustomerSort? sort, string? search, DateTimeOffset now, out CustomerCursor cursor)
    {
        cursor = Start(now);
        try
        {
            var bytes = Base64Url.DecodeFromChars(text);
            if (bytes.Length <= HeadLength) return NotOne;
            var microseconds = BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(HashLength));
            // A day for the clocks of other machines.
            if (microseconds < 0 || microseconds > (now.AddDays(1) - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond) return NotOne;
            var written = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes.AsSpan(HeadLength));
            if (!bytes.AsSpan(0, HashLength).SequenceEqual(HashOf(segment, sort, search)))
                return written.StartsWith('{') || !Domain.Program.Text.IdFaults("cursor", written).Any() ? "Belongs to a list of other customers, or in another order; leave it out to begin this one." : NotOne;
            var place = sort is null && search is null ? new(written) : JsonSerializer.Deserialize(written, GatewayJson.Of<SortPlace>());
            if (place is null || sort?.CanHold(place) is false || (search is not null && place is not { Text: not null, Number: null }) || Domain.Program.Text.IdFaults("cursor", place.CustomerId).Any()) return NotOne;
            cursor = new(DateTimeOffset.UnixEpoch.AddMicroseconds(microseconds), place);
            return null;
        }
        catch (Exception malformed) when (malformed is FormatException or ArgumentException or JsonException)
        {
            return NotOne;
        }
    }

    private const string NotOne = "Must be the nextCursor of the page before.";

    private static ReadOnlySpan<byte> HashOf(Segment segment, CustomerSort? sort, string? search) => SHA256.HashData(
        Encoding.UTF8.GetBytes(SegmentJson.Write(segment) + (sort is null ? "" : $" {sort}") + (search is null ? "" : $" search {SearchKeys.PrefixOf(search)}"))).AsSpan(0, HashLength);
}
