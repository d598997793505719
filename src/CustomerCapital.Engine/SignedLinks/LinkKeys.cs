using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace CustomerCapital.Engine.SignedLinks;

/// <summary>A key by which links are signed.</summary>
/// <param name="Number">1 for the first, and 1 more for each later one.</param>
/// <param name="Secret">Its bytes, as base64.</param>
public sealed record LinkKey(int Number, string Secret)
{
    /// <summary>Bytes of a key: as many as a hash of SHA-256 has (RFC 2104, section 3).</summary>
    public const int Length = 32;
}

/// <summary>The keys of a ledger's links, the oldest first. The newest signs, and each that is kept is taken. Signs and reads without asking the ledger again.</summary>
/// <remarks>
/// A token is, in base64url: a byte for the form, a byte for the key's number, a byte for the kind, four bytes for the expiry in seconds since 1970 (zero for never),
/// two bytes for the length of the customer's id, the id, the subject, and the first <see cref="TagLength"/> bytes of an HMAC-SHA256 over all of it before
/// (RFC 2104, section 5, allows half of a hash and no less). The kind stands in what is signed, so that a token is of one kind alone.
/// </remarks>
/// <param name="Keys">At most <see cref="Most"/>.</param>
public sealed record LinkKeys(IReadOnlyList<LinkKey> Keys)
{
    /// <summary>So many keys are kept: the newest, and the one before it.</summary>
    public const int Most = 2;

    /// <summary>Bytes of a signature.</summary>
    public const int TagLength = 16;

    /// <summary>Most characters of a token: of an id and a subject with four bytes of UTF-8 for each two characters at the most.</summary>
    public const int TokenLimit = 1_400;

    private const byte Form = 1;
    private const int HeadLength = 9;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The token of a link. The same link has the same token, as long as the newest key is the same.</summary>
    /// <exception cref="ArgumentException">The link has <see cref="SignedLink.Faults"/>, or expires before 1970 or after 2106.</exception>
    public string Sign(SignedLink link)
    {
        if (link.Faults().ToList() is [var fault, ..]) throw new ArgumentException($"{fault.Field}: {fault.Message}");
        var (customer, subject) = (Utf8.GetBytes(link.CustomerId), Utf8.GetBytes(link.Subject ?? ""));
        var bytes = new byte[HeadLength + customer.Length + subject.Length + TagLength];
        var key = Keys[^1];
        (bytes[0], bytes[1], bytes[2]) = (Form, (byte)(key.Number & 0xFF), (byte)link.Kind);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(3), SecondsOf(link.ExpiresAt));
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(7), (ushort)customer.Length);
        customer.CopyTo(bytes, HeadLength);
        subject.CopyTo(bytes, HeadLength + customer.Length);
        TagOf(key, bytes.AsSpan(0, bytes.Length - TagLength)).CopyTo(bytes.AsSpan(bytes.Length - TagLength));
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>What a token says. Whatever is wrong with it, it is <see cref="LinkStatus.Invalid"/>; that it has expired is only said of one that was signed here.</summary>
    /// <param name="token">As it came.</param>
    /// <param name="kind">What it has to be for.</param>
    /// <param name="now">The moment at which it has to hold.</param>
    public CheckedLink Read(string? token, LinkKind kind, DateTimeOffset now)
    {
        if (string.IsNullOrEmpty(token) || token.Length > TokenLimit || !Base64Url.IsValid(token)) return CheckedLink.Invalid;
        var bytes = Base64Url.DecodeFromChars(token);
        // Bits that no byte needs, and white space, would let a token be written in several ways.
        if (bytes.Length < HeadLength + 1 + TagLength || Base64Url.EncodeToString(bytes) != token) return CheckedLink.Invalid;
        var content = bytes.AsSpan(0, bytes.Length - TagLength);
        var tag = bytes.AsSpan(bytes.Length - TagLength);
        var isOurs = false;
        foreach (var key in Keys) isOurs |= (byte)(key.Number & 0xFF) == content[1] && CryptographicOperations.FixedTimeEquals(TagOf(key, content), tag);
        if (!isOurs || content[0] != Form || content[2] != (byte)kind) return CheckedLink.Invalid;
        var seconds = BinaryPrimitives.ReadUInt32BigEndian(content[3..]);
        if (seconds != 0 && now.ToUnixTimeSeconds() >= seconds) return CheckedLink.Expired;
        var length = BinaryPrimitives.ReadUInt16BigEndian(content[7..]);
        var (customer, subject) = (Utf8.GetString(content.Slice(HeadLength, length)), Utf8.GetString(content[(HeadLength + length)..]));
        return new(LinkStatus.Valid, new(kind, customer, subject.Length == 0 ? null : subject, seconds == 0 ? null : DateTimeOffset.FromUnixTimeSeconds(seconds)));
    }

    private static uint SecondsOf(DateTimeOffset? expiresAt)
    {
        if (expiresAt is not { } at) return 0;
        var seconds = at.ToUnixTimeSeconds();
        return seconds is > 0 and <= uint.MaxValue ? (uint)seconds : throw new ArgumentException($"expiresAt: A link expires after 1970 and before 2106, and not at {at:O}.");
    }

    private static byte[] TagOf(LinkKey key, ReadOnlySpan<byte> content) => HMACSHA256.HashData(Convert.FromBase64String(key.Secret), content)[..TagLength];
}
