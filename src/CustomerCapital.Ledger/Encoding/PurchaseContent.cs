using System.Buffers;
using System.Buffers.Text;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;

namespace CustomerCapital.Ledger.Encoding;

/// <summary>Writes what a purchase says in the canonical form of <see cref="ContentHash"/>, without a serializer: nearly every command is one, and its hash cost a tenth of a turn.</summary>
/// <remarks>The same bytes as the serializer's, which a test holds it to. What is rare is left to the serializer.</remarks>
internal static class PurchaseContent
{
    /// <summary>Divided by it, a number keeps its value and loses its trailing zeros.</summary>
    public const decimal One = 1.0000000000000000000000000000m;

    /// <summary>Longest form of a number or an amount.</summary>
    private const int NumberLimit = 40;

    /// <summary>Characters that the form escapes; those above ASCII are left to the serializer, which replaces what is no sound Unicode.</summary>
    private static readonly SearchValues<char> Plain = SearchValues.Create(" !#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~");

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer;

    /// <summary>The form of a purchase, valid until this thread asks for the next.</summary>
    /// <returns>Empty where it is not written here.</returns>
    public static ReadOnlySpan<byte> Of(RecordPurchase purchase)
    {
        if (purchase is not { PurchaseId: not null, Payments: null, Vouchers: null, VoucherHoldId: null } || !IsPlain(purchase.PurchaseId) || !IsPlain(purchase.Channel) || !IsPlain(purchase.Currency)) return default;
        var lines = purchase.Lines ?? [];
        for (var at = 0; at < lines.Count; at++)
            if (lines[at] is not { } line || !IsPlain(line.Sku) || !IsPlain(line.Category)) return default;

        var buffer = _buffer ??= new(1_024);
        buffer.ResetWrittenCount();
        buffer.Write("{\"type\":\"purchase\""u8);
        if (purchase.Amount is { } amount) Write(buffer, ",\"amount\":"u8, amount);
        Write(buffer, ",\"channel\":"u8, purchase.Channel);
        Write(buffer, ",\"currency\":"u8, purchase.Currency);
        if (purchase.Discount != Money.Zero) Write(buffer, ",\"discount\":"u8, purchase.Discount);
        if (lines.Count > 0)
        {
            buffer.Write(",\"lines\":["u8);
            for (var at = 0; at < lines.Count; at++) Write(buffer, at, lines[at]);
            buffer.Write("]"u8);
        }

        if (purchase.OccurredAt is { } moment) Write(buffer, ",\"occurredAt\":"u8, (Decider.Microseconds(moment) - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond);
        if (purchase.PurchaseId.Length > 0) Write(buffer, ",\"purchaseId\":"u8, purchase.PurchaseId);
        buffer.Write("}"u8);
        return buffer.WrittenSpan;
    }

    private static void Write(ArrayBufferWriter<byte> buffer, int place, PurchaseLine line)
    {
        buffer.Write(place == 0 ? "{"u8 : ",{"u8);
        var begin = buffer.WrittenCount;
        Write(buffer, Named("\"category\":"u8, ",\"category\":"u8), line.Category);
        if (line.Discount != Money.Zero) Write(buffer, Named("\"discount\":"u8, ",\"discount\":"u8), line.Discount);
        if (line.Quantity != 1) Write(buffer, Named("\"quantity\":"u8, ",\"quantity\":"u8), line.Quantity);
        Write(buffer, Named("\"sku\":"u8, ",\"sku\":"u8), line.Sku);
        if (line.UnitPrice != Money.Zero) Write(buffer, Named("\"unitPrice\":"u8, ",\"unitPrice\":"u8), line.UnitPrice);
        buffer.Write("}"u8);

        ReadOnlySpan<byte> Named(ReadOnlySpan<byte> first, ReadOnlySpan<byte> later) => buffer.WrittenCount == begin ? first : later;
    }

    private static void Write(ArrayBufferWriter<byte> buffer, ReadOnlySpan<byte> name, string? text)
    {
        if (text is null) return;
        buffer.Write(name);
        var target = buffer.GetSpan(text.Length + 2);
        target[0] = (byte)'"';
        System.Text.Encoding.ASCII.GetBytes(text, target[1..]);
        target[text.Length + 1] = (byte)'"';
        buffer.Advance(text.Length + 2);
    }

    private static void Write(ArrayBufferWriter<byte> buffer, ReadOnlySpan<byte> name, Money amount)
    {
        buffer.Write(name);
        var target = buffer.GetSpan(NumberLimit);
        target[0] = (byte)'"';
        var length = amount.Format(target[1..]);
        target[length + 1] = (byte)'"';
        buffer.Advance(length + 2);
    }

    private static void Write(ArrayBufferWriter<byte> buffer, ReadOnlySpan<byte> name, decimal number)
    {
        buffer.Write(name);
        Utf8Formatter.TryFormat(number / One, buffer.GetSpan(NumberLimit), out var length);
        buffer.Advance(length);
    }

    private static void Write(ArrayBufferWriter<byte> buffer, ReadOnlySpan<byte> name, long number)
    {
        buffer.Write(name);
        Utf8Formatter.TryFormat(number, buffer.GetSpan(NumberLimit), out var length);
        buffer.Advance(length);
    }

    private static bool IsPlain(string? text) => text is null || !text.AsSpan().ContainsAnyExcept(Plain);
}
