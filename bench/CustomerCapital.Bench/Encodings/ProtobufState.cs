using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Purchases;
using Google.Protobuf;

namespace CustomerCapital.Bench.Encodings;

/// <summary>A state in protocol buffers' wire format, as it might be kept instead of JSON: the fields of a customer who only buys.</summary>
internal static class ProtobufState
{
    private const int Id = 1, Sequence = 2, AsOf = 3, KnownSince = 4, Rung = 5, Orders = 6, Revenue = 7, Month = 8, FirstOrder = 9, LatestOrder = 10, Channel = 11, ChannelAt = 12;

    public static byte[] Encode(ActorState state)
    {
        using var buffer = new MemoryStream(256);
        using (var output = new CodedOutputStream(buffer, leaveOpen: true))
        {
            output.WriteTag(Id, WireFormat.WireType.LengthDelimited);
            output.WriteString(state.CustomerId);
            Write(output, Sequence, state.Sequence);
            Write(output, AsOf, Microseconds(state.AsOf));
            Write(output, KnownSince, Microseconds(state.KnownSince));
            Write(output, Rung, (long)state.Standing.Rung);
            Write(output, Orders, state.Orders);
            Write(output, Revenue, state.Revenue.Units);
            foreach (var month in state.Activity.Months)
            {
                Write(output, Month, month.Month.Index);
                Write(output, Month, month.Orders);
                Write(output, Month, month.Revenue.Units);
            }

            if (state.FirstOrderAt is { } first) Write(output, FirstOrder, Microseconds(first));
            for (var i = 0; i < state.LatestOrders.Count; i++) Write(output, LatestOrder, Microseconds(state.LatestOrders[i]!.Value));
            if (PurchaseHistory.Part.Of(state).EarliestChannel is { } channel)
            {
                output.WriteTag(Channel, WireFormat.WireType.LengthDelimited);
                output.WriteString(channel.Channel);
                Write(output, ChannelAt, Microseconds(channel.At));
            }
        }

        return buffer.ToArray();
    }

    /// <summary>Reads every field.</summary>
    /// <returns>A digest of what was read, so that nothing of the reading can be left out.</returns>
    public static long Decode(byte[] bytes)
    {
        var input = new CodedInputStream(bytes);
        var digest = 0L;
        while (input.ReadTag() is var tag and not 0)
        {
            digest = unchecked((digest * 31) + (WireFormat.GetTagWireType(tag) == WireFormat.WireType.Varint ? input.ReadInt64() : input.ReadString().Length));
        }

        return digest;
    }

    private static void Write(CodedOutputStream output, int field, long value)
    {
        output.WriteTag(field, WireFormat.WireType.Varint);
        output.WriteInt64(value);
    }

    private static long Microseconds(DateTimeOffset instant) => (instant.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / TimeSpan.TicksPerMicrosecond;
}
