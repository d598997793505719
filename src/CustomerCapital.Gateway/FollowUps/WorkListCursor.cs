using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text;
using CustomerCapital.Domain.Program;
using CustomerCapital.Ledger.Reading;

namespace CustomerCapital.Gateway.FollowUps;

/// <summary>A place in the work list as the text that a caller sends back.</summary>
internal static class WorkListCursor
{
    /// <summary>The first byte: what the others are may change.</summary>
    private const byte Form = 1;
    private const int HeadLength = 1 + sizeof(long);

    /// <summary>No id holds a control character.</summary>
    private const char Between = '\n';

    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>The text of a place.</summary>
    public static string Write(FollowUpPlace place)
    {
        var ids = Strict.GetBytes($"{place.CustomerId}{Between}{place.FollowUpId}");
        var bytes = new byte[HeadLength + ids.Length];
        bytes[0] = Form;
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(1), place.DueAt.UtcTicks);
        ids.CopyTo(bytes.AsSpan(HeadLength));
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>The place of a text that <see cref="Write"/> made; null where it is none.</summary>
    public static FollowUpPlace? Read(string text)
    {
        if (!Base64Url.IsValid(text)) return null;
        var bytes = Base64Url.DecodeFromChars(text);
        if (bytes.Length <= HeadLength || bytes[0] != Form) return null;
        var ticks = BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(1));
        if (ticks < DateTime.MinValue.Ticks || ticks > DateTime.MaxValue.Ticks || ticks % TimeSpan.TicksPerMicrosecond != 0) return null;
        try
        {
            return Strict.GetString(bytes.AsSpan(HeadLength)).Split(Between) is [var customer, var followUp] && !Text.IdFaults("", customer).Any() && !Text.IdFaults("", followUp).Any()
                ? new(new(ticks, TimeSpan.Zero), customer, followUp) : null;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
