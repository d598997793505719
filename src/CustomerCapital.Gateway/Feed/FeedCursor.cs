using System.Buffers.Binary;
using System.Buffers.Text;
using CustomerCapital.Ledger.Reading;

namespace CustomerCapital.Gateway.Feed;

/// <summary>A place in the feed as the text that a caller sends back.</summary>
internal static class FeedCursor
{
    /// <summary>The first byte: what the others are may change.</summary>
    private const byte Form = 1;

    /// <summary>The text of a place.</summary>
    public static string Write(FeedPlace place)
    {
        var bytes = new byte[1 + (place.Keys.Count * sizeof(long))];
        bytes[0] = Form;
        for (var at = 0; at < place.Keys.Count; at++) BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(1 + (at * sizeof(long))), place.Keys[at]);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>The place of a text that <see cref="Write"/> made; null where it is none.</summary>
    public static FeedPlace? Read(string text)
    {
        if (!Base64Url.IsValid(text)) return null;
        var bytes = Base64Url.DecodeFromChars(text);
        if (bytes is not [Form, .. { Length: > 0 } keys] || keys.Length % sizeof(long) != 0) return null;
        var place = new FeedPlace([.. keys.Chunk(sizeof(long)).Select(key => BinaryPrimitives.ReadInt64BigEndian(key))]);
        return place.Keys.All(key => key >= 0) ? place : null;
    }
}
