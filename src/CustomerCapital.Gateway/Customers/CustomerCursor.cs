using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Segments;

namespace CustomerCapital.Gateway.Customers;

/// <summary>A place in a list: the moment at which the segment is taken on every page, and the last customer given.</summary>
/// <param name="Moment">In whole microseconds.</param>
/// <param name="AfterCustomerId">Null at the beginning.</param>
internal readonly record struct CustomerCursor(DateTimeOffset Moment, string? AfterCustomerId)
{
    private const int HashLength = 8;
    private const int HeadLength = HashLength + sizeof(long);

    /// <summary>The beginning of a list.</summary>
    public static CustomerCursor Start(DateTimeOffset now) => new(Decider.Microseconds(now), null);

    /// <summary>The place after a customer.</summary>
    public CustomerCursor After(string customerId) => this with { AfterCustomerId = customerId };

    /// <summary>The text that a caller sends back, with a hash of the segment, so that it is not taken for a place in another list.</summary>
    public string Write(Segment segment)
    {
        var id = Encoding.UTF8.GetBytes(AfterCustomerId!);
        var bytes = new byte[HeadLength + id.Length];
        HashOf(segment).CopyTo(bytes);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(HashLength), (Moment - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond);
        id.CopyTo(bytes.AsSpan(HeadLength));
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Reads a text that <see cref="Write"/> made.</summary>
    /// <param name="text">As it came.</param>
    /// <param name="segment">Of the request that it came with.</param>
    /// <param name="now">No cursor is from after it.</param>
    /// <param name="cursor">The place.</param>
    /// <returns>What is wrong with it; null when nothing is.</returns>
    public static string? Read(string text, Segment segment, DateTimeOffset now, out CustomerCursor cursor)
    {
        cursor = Start(now);
        try
        {
            var bytes = Base64Url.DecodeFromChars(text);
            if (bytes.Length <= HeadLength) return NotOne;
            var microseconds = BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(HashLength));
            // A day for the clocks of other machines.
            if (microseconds < 0 || microseconds > (now.AddDays(1) - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond) return NotOne;
            var id = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes.AsSpan(HeadLength));
            if (Domain.Program.Text.IdFaults("cursor", id).Any()) return NotOne;
            if (!bytes.AsSpan(0, HashLength).SequenceEqual(HashOf(segment))) return "Belongs to a list of other customers; leave it out to begin this one.";
            cursor = new(DateTimeOffset.UnixEpoch.AddMicroseconds(microseconds), id);
            return null;
        }
        catch (Exception malformed) when (malformed is FormatException or ArgumentException)
        {
            return NotOne;
        }
    }

    private const string NotOne = "Must be the nextCursor of the page before.";

    private static ReadOnlySpan<byte> HashOf(Segment segment) => SHA256.HashData(Encoding.UTF8.GetBytes(SegmentJson.Write(segment))).AsSpan(0, HashLength);
}
