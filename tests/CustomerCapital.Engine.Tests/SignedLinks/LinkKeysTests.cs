using System.Buffers.Text;
using System.Security.Cryptography;
using CustomerCapital.Engine.SignedLinks;

namespace CustomerCapital.Engine.Tests.SignedLinks;

public sealed class LinkKeysTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 15, 12, 0, 0, TimeSpan.Zero);

    private static readonly LinkKey First = KeyOf(1), Second = KeyOf(2), Third = KeyOf(3);

    private static readonly LinkKeys Keys = new([First]);

    private static readonly SignedLink Survey = new(LinkKind.Survey, "nora", "autumn", Now.AddDays(60));

    public static TheoryData<LinkKind> Kinds => [.. Enum.GetValues<LinkKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Read_of_what_was_signed_says_the_same(LinkKind kind)
    {
        foreach (var customer in (string[])["n", "nora", "Größe/😀", new('x', 128)])
        foreach (var subject in (string?[])["s", new('ß', 128), kind == LinkKind.Survey ? "a" : null])
        foreach (var expires in (DateTimeOffset?[])[Now.AddSeconds(1), Now.AddDays(SignedLink.MostDays), null])
        {
            var link = new SignedLink(kind, customer, subject, expires);

            Assert.Equal(new(LinkStatus.Valid, link), Keys.Read(Keys.Sign(link), kind, Now));
        }
    }

    [Fact]
    public void Sign_of_the_longest_link_stays_within_the_limit()
    {
        var longest = new SignedLink(LinkKind.Unsubscribe, new('€', 128), new('€', SignedLink.SubjectLimit), Now.AddDays(1));

        Assert.InRange(Keys.Sign(longest).Length, 1, LinkKeys.TokenLimit);
    }

    [Fact]
    public void Read_of_a_token_with_any_bit_of_any_byte_flipped_is_invalid()
    {
        var bytes = Base64Url.DecodeFromChars(Keys.Sign(Survey));
        for (var at = 0; at < bytes.Length; at++)
        for (var bit = 0; bit < 8; bit++)
        {
            var altered = (byte[])bytes.Clone();
            altered[at] ^= (byte)(1 << bit);

            Assert.Equal(CheckedLink.Invalid, Keys.Read(Base64Url.EncodeToString(altered), LinkKind.Survey, Now));
        }
    }

    [Fact]
    public void Read_of_a_token_with_any_character_changed_is_invalid()
    {
        var token = Keys.Sign(Survey);
        for (var at = 0; at < token.Length; at++)
        foreach (var other in "AZaz09-_+/= .\n")
        {
            if (other == token[at]) continue;

            Assert.Equal(CheckedLink.Invalid, Keys.Read(token[..at] + other + token[(at + 1)..], LinkKind.Survey, Now));
        }
    }

    [Fact]
    public void Read_of_a_token_that_is_cut_or_longer_is_invalid()
    {
        var token = Keys.Sign(Survey);
        for (var length = 0; length < token.Length; length++) Assert.Equal(CheckedLink.Invalid, Keys.Read(token[..length], LinkKind.Survey, Now));
        for (var from = 1; from < token.Length; from++) Assert.Equal(CheckedLink.Invalid, Keys.Read(token[from..], LinkKind.Survey, Now));

        Assert.All((string[])[token + "A", token + "AAAA", token + "=", token + "==", " " + token, token + "\n", new('A', LinkKeys.TokenLimit + 1)],
            altered => Assert.Equal(CheckedLink.Invalid, Keys.Read(altered, LinkKind.Survey, Now)));
        Assert.Equal(CheckedLink.Invalid, Keys.Read(null, LinkKind.Survey, Now));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Read_of_a_token_of_another_kind_is_invalid_even_where_it_has_expired(LinkKind kind)
    {
        var token = Keys.Sign(new(kind, "nora", "a", Now));
        foreach (var other in Enum.GetValues<LinkKind>())
            Assert.Equal(other == kind ? CheckedLink.Expired : CheckedLink.Invalid, Keys.Read(token, other, Now));
    }

    [Fact]
    public void Read_of_a_token_holds_until_its_second_and_not_in_it()
    {
        var token = Keys.Sign(Survey with { ExpiresAt = Now });

        Assert.Equal(LinkStatus.Valid, Keys.Read(token, LinkKind.Survey, Now.AddTicks(-1)).Status);
        Assert.Equal(CheckedLink.Expired, Keys.Read(token, LinkKind.Survey, Now));
    }

    [Fact]
    public void Read_of_a_customer_and_a_subject_that_were_shifted_is_invalid()
    {
        // Otherwise "ab" with "c" could pass for "a" with "bc".
        var bytes = Base64Url.DecodeFromChars(Keys.Sign(Survey));
        bytes[8]--;

        Assert.Equal(CheckedLink.Invalid, Keys.Read(Base64Url.EncodeToString(bytes), LinkKind.Survey, Now));
    }

    [Fact]
    public void Read_of_a_token_of_another_program_is_invalid() =>
        Assert.Equal(CheckedLink.Invalid, Keys.Read(new LinkKeys([First with { Secret = Second.Secret }]).Sign(Survey), LinkKind.Survey, Now));

    [Fact]
    public void Read_of_a_token_of_the_key_before_holds_and_of_one_that_is_gone_is_invalid()
    {
        var token = Keys.Sign(Survey);

        Assert.Equal(LinkStatus.Valid, new LinkKeys([First, Second]).Read(token, LinkKind.Survey, Now).Status);
        Assert.Equal(CheckedLink.Invalid, new LinkKeys([Second, Third]).Read(token, LinkKind.Survey, Now));
        Assert.NotEqual(token, new LinkKeys([First, Second]).Sign(Survey));
    }

    [Fact]
    public void Sign_is_the_hash_that_the_form_describes()
    {
        var bytes = Base64Url.DecodeFromChars(Keys.Sign(Survey));

        Assert.Equal(Convert.ToHexString([1, 1, 2]), Convert.ToHexString(bytes[..3]));
        Assert.Equal("noraautumn", System.Text.Encoding.UTF8.GetString(bytes[9..^16]));
        Assert.Equal(HMACSHA256.HashData(Convert.FromBase64String(First.Secret), bytes[..^16])[..16], bytes[^16..]);
    }

    [Fact]
    public void Sign_of_what_cannot_be_a_link_is_refused()
    {
        SignedLink[] wrong =
        [
            Survey with { CustomerId = "" }, Survey with { CustomerId = new('x', 129) }, Survey with { Subject = null }, Survey with { Subject = "" }, Survey with { Kind = 0 },
            Survey with { Kind = LinkKind.Share, Subject = new('x', 201) }, Survey with { ExpiresAt = DateTimeOffset.UnixEpoch }, Survey with { ExpiresAt = DateTimeOffset.MaxValue },
        ];

        Assert.All(wrong, link => Assert.Throws<ArgumentException>(() => Keys.Sign(link)));
    }

    private static LinkKey KeyOf(int number) => new(number, Convert.ToBase64String(SHA256.HashData([(byte)number])));
}
