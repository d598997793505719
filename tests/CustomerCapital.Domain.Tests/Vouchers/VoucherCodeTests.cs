using CustomerCapital.Domain.Vouchers;

namespace CustomerCapital.Domain.Tests.Vouchers;

/// <summary>Codes as they are made, typed and mistyped.</summary>
public sealed class VoucherCodeTests
{
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    [Fact]
    public void Every_single_wrong_character_and_every_two_that_changed_places_are_found()
    {
        var random = new Random(1);
        for (var run = 0; run < 20; run++)
        {
            var code = Made(random);
            Assert.False(VoucherCode.IsMistyped(code));
            for (var at = 0; at < code.Length; at++)
            {
                foreach (var wrong in Alphabet.Where(wrong => wrong != code[at])) Assert.True(VoucherCode.IsMistyped(code[..at] + wrong + code[(at + 1)..]));
                for (var other = at + 1; other < code.Length; other++)
                {
                    var swapped = code.ToCharArray();
                    (swapped[at], swapped[other]) = (swapped[other], swapped[at]);
                    Assert.Equal(code[at] != code[other], VoucherCode.IsMistyped(new(swapped)));
                }
            }
        }
    }

    [Fact]
    public void Code_is_known_however_it_is_typed()
    {
        var random = new Random(2);
        for (var run = 0; run < 200; run++)
        {
            var code = Made(random);
            var typed = $" {code[..4]}-{code[4..8]} {code[8..]}".ToLowerInvariant().Replace('0', 'o').Replace('1', run % 2 == 0 ? 'l' : 'I');
            Assert.Equal(code, VoucherCode.KeyOf(typed));
        }
    }

    [Theory]
    [InlineData("summer-20", "SUMMER-20")]
    [InlineData("O1 il", "O1IL")]
    public void Code_printed_elsewhere_is_taken_as_it_is(string typed, string kept)
    {
        Assert.Equal(kept, VoucherCode.KeyOf(typed));
        Assert.False(VoucherCode.IsMistyped(typed));
        Assert.Empty(VoucherCode.Faults("code", typed));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("ab")]
    [InlineData("-abc")]
    [InlineData("ab/c")]
    [InlineData("ümlaut")]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345")]
    public void What_is_no_code_is_malformed(string? typed) => Assert.Single(VoucherCode.Faults("code", typed));

    private static string Made(Random random)
    {
        var bytes = new byte[VoucherCode.RandomBytes];
        random.NextBytes(bytes);
        return VoucherCode.From(bytes);
    }
}
